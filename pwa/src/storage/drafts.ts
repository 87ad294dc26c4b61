/** Forms that are not saved yet: kept at each key, so that a killed browser costs one word at most. */

const PREFIX = "qms-draft/";

export function keepDraft(place: string, draft: object): void {
  try {
    localStorage.setItem(PREFIX + place, JSON.stringify(draft));
  } catch {
    // A draft is a courtesy; the form itself still holds the text.
  }
}

export function readDraft<Draft>(place: string): Draft | null {
  try {
    const text = localStorage.getItem(PREFIX + place);
    return text === null ? null : (JSON.parse(text) as Draft);
  } catch {
    return null;
  }
}

export function dropDraft(place: string): void {
  try {
    localStorage.removeItem(PREFIX + place);
  } catch {
    // Nothing to drop.
  }
}
