// The content of a draft as a value that never changes: each change makes a new one, so that undoing
// is going back to the one before, and what differs is found by looking for other objects.

export const questionsOf = (content) => content.sections.flatMap((section) => section.questions);
export const find = (content, key) => questionsOf(content).find((one) => one.key === key);
export const sectionOf = (content, key) =>
  content.sections.find((section) => section.questions.some((one) => one.key === key));

function fresh(prefix, taken) {
  let key;
  do key = `${prefix}-${Math.random().toString(36).slice(2, 8)}`; while (taken.has(key));
  return key;
}
export const freeQuestionKey = (content) => fresh("q", new Set(questionsOf(content).map((one) => one.key)));
export const freeSectionKey = (content) => fresh("s", new Set(content.sections.map((one) => one.key)));

const withSections = (content, sections) => ({ ...content, sections });
const mapSection = (content, key, change) =>
  withSections(content, content.sections.map((one) => (one.key === key ? change(one) : one)));

/** Change words of a question; `undefined` takes a word out. */
export function changeQuestion(content, key, changes) {
  const section = sectionOf(content, key);
  return mapSection(content, section.key, (one) => ({
    ...one,
    questions: one.questions.map((question) => {
      if (question.key !== key) return question;
      const next = { ...question, ...changes };
      for (const word of Object.keys(next)) if (next[word] === undefined) delete next[word];
      return next;
    }),
  }));
}
export const changeSection = (content, key, changes) => mapSection(content, key, (one) => ({ ...one, ...changes }));

/** Put questions into a section, after one of its questions or at the end. */
export function addQuestions(content, questions, section_key, after) {
  return mapSection(content, section_key, (section) => {
    const at = section.questions.findIndex((one) => one.key === after);
    const place = at < 0 ? section.questions.length : at + 1;
    return { ...section, questions: [...section.questions.slice(0, place), ...questions, ...section.questions.slice(place)] };
  });
}
export function removeQuestion(content, key) {
  return withSections(content, content.sections.map((section) =>
    section.questions.some((one) => one.key === key)
      ? { ...section, questions: section.questions.filter((one) => one.key !== key) }
      : section));
}
/** Move a question before another one of a section, or to its end. */
export function moveQuestion(content, key, section_key, before) {
  if (key === before) return content;
  const question = find(content, key);
  return mapSection(removeQuestion(content, key), section_key, (section) => {
    const at = section.questions.findIndex((one) => one.key === before);
    const place = at < 0 ? section.questions.length : at;
    return { ...section, questions: [...section.questions.slice(0, place), question, ...section.questions.slice(place)] };
  });
}
/** One step up or down, into the neighbouring section at the edge; null where there is no further. */
export function step(content, key, by) {
  const at = content.sections.findIndex((section) => section.questions.some((one) => one.key === key));
  const { questions, key: section_key } = content.sections[at];
  const place = questions.findIndex((one) => one.key === key);
  if (by < 0) {
    if (place > 0) return moveQuestion(content, key, section_key, questions[place - 1].key);
    return at > 0 ? moveQuestion(content, key, content.sections[at - 1].key, null) : null;
  }
  if (place < questions.length - 1) return moveQuestion(content, key, section_key, questions[place + 2]?.key ?? null);
  const next = content.sections[at + 1];
  return next ? moveQuestion(content, key, next.key, next.questions[0]?.key ?? null) : null;
}
export function stepSection(content, key, by) {
  const sections = [...content.sections];
  const at = sections.findIndex((one) => one.key === key);
  if (at + by < 0 || at + by >= sections.length) return null;
  [sections[at], sections[at + by]] = [sections[at + by], sections[at]];
  return withSections(content, sections);
}
export function addSection(content, section, after) {
  const at = content.sections.findIndex((one) => one.key === after);
  const place = at < 0 ? content.sections.length : at + 1;
  return withSections(content, [...content.sections.slice(0, place), section, ...content.sections.slice(place)]);
}
export const removeSection = (content, key) =>
  withSections(content, content.sections.filter((one) => one.key !== key));

// --- What is sent, and two people in one draft ---

const same = (one, other) => one === other || sorted(one) === sorted(other);
function sorted(value) {
  return JSON.stringify(value, (_key, inner) =>
    inner && typeof inner === "object" && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner);
}
const HEAD = ["title_pl", "title_en", "standard", "edition"];
const layout = (content) =>
  content.sections.map(({ key, title_pl, title_en, questions }) => ({ key, title_pl, title_en, questions: questions.map((one) => one.key) }));

/** The message that turns `base` into `content` at the server, null when nothing differs. */
export function message(base, content, row_version) {
  const before = new Map(questionsOf(base).map((one) => [one.key, one]));
  const changed = questionsOf(content).filter((one) => !same(before.get(one.key), one));
  const head = Object.fromEntries(HEAD.map((word) => [word, content[word] ?? ""]));
  if (changed.length === 0 && same(layout(base), layout(content)) && HEAD.every((word) => (base[word] ?? "") === head[word])) return null;
  return { row_version, ...head, sections: layout(content), questions: Object.fromEntries(changed.map((one) => [one.key, one])) };
}

/**
 * Put together what two people made of one text. What only one of them changed is taken; what both
 * changed, or one changed and the other removed, is told in `conflicts`, with theirs in its place.
 */
export function merge(base, mine, theirs) {
  const [b, m, t] = [base, mine, theirs].map((one) => new Map(questionsOf(one).map((question) => [question.key, question])));
  const kept = new Map();
  const conflicts = [];
  for (const key of new Set([...m.keys(), ...t.keys()])) {
    const [was, own, other] = [b.get(key), m.get(key), t.get(key)];
    if (own && other) {
      if (same(own, other) || same(was, own)) kept.set(key, other);
      else if (same(was, other)) kept.set(key, own);
      else {
        kept.set(key, other);
        conflicts.push({ key, mine: own, theirs: other });
      }
    } else if (own) {
      if (!was) kept.set(key, own);
      else if (!same(was, own)) {
        kept.set(key, own);
        conflicts.push({ key, mine: own, theirs: null });
      }
    } else if (!was) kept.set(key, other);
    else if (!same(was, other)) {
      kept.set(key, other);
      conflicts.push({ key, mine: null, theirs: other });
    }
  }
  const own_order = !same(layout(base), layout(mine));
  const [first, second] = own_order ? [mine, theirs] : [theirs, mine];
  const titles = new Map([theirs, mine].flatMap(({ sections }) => sections).map((one) => [one.key, one]));
  for (const one of mine.sections) {
    const was = base.sections.find((section) => section.key === one.key);
    const other = theirs.sections.find((section) => section.key === one.key);
    if (was && other && was.title_pl === one.title_pl && was.title_en === one.title_en) titles.set(one.key, other);
  }
  const removed = (key) => base.sections.some((one) => one.key === key) && !second.sections.some((one) => one.key === key);
  const sections = first.sections.map((one) => ({ ...titles.get(one.key), questions: one.questions.map((each) => each.key).filter((key) => kept.has(key)) }));
  for (const section of second.sections) {
    if (!sections.some((one) => one.key === section.key) && !base.sections.some((one) => one.key === section.key))
      sections.push({ ...titles.get(section.key), questions: [] });
  }
  const placed = new Set(sections.flatMap((one) => one.questions));
  for (const source of [second, first]) {
    for (const section of source.sections) {
      let before = null;
      for (const { key } of section.questions) {
        if (kept.has(key) && !placed.has(key)) {
          let target = sections.find((one) => one.key === section.key);
          if (!target) {
            target = { ...titles.get(section.key), questions: [] };
            sections.push(target);
          }
          const at = before === null ? 0 : target.questions.indexOf(before) + 1;
          target.questions.splice(at === 0 && before !== null ? target.questions.length : at, 0, key);
          placed.add(key);
        }
        before = key;
      }
    }
  }
  const content = {
    ...theirs,
    ...Object.fromEntries(HEAD.map((word) => [word, (mine[word] ?? "") === (base[word] ?? "") ? theirs[word] : mine[word]])),
    sections: sections
      .filter((one) => one.questions.length > 0 || !removed(one.key))
      .map((one) => ({ ...one, questions: one.questions.map((key) => kept.get(key)) })),
  };
  return { content, conflicts };
}
