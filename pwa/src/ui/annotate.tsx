/**
 * Drawing, pointing and blurring on a photograph before it is stored. Works by finger, mouse and keys.
 *
 * What is blurred is gone: the coarse pixels are the only ones that are encoded.
 */
import type { JSX } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { boxOf, coarsen } from "../domain/pixels";
import { Dialog, Icon, type IconName } from "./components";
import { t, type Key } from "./i18n";
import { QUALITY } from "./reduce";

type Point = [number, number];
type Tool = "pen" | "arrow" | "blur";
interface Mark {
  readonly tool: Tool;
  readonly points: readonly Point[];
}

const TOOLS: readonly [Tool, IconName, Key][] = [
  ["blur", "blur", "tool_blur"],
  ["arrow", "arrow", "tool_arrow"],
  ["pen", "pen", "tool_pen"],
];
/** Seen on dark and on light: a red line with a white edge. */
const [RED, WHITE] = ["#d92d20", "#fff"];

/** Lay one mark over the picture. */
function apply(context: CanvasRenderingContext2D, { tool, points }: Mark): void {
  const { width, height } = context.canvas;
  const [from, to] = [points[0], points.at(-1)];
  if (from === undefined || to === undefined) return;
  if (tool === "blur") {
    const box = boxOf(from, to, context.canvas);
    if (box === null) return;
    const pixels = context.getImageData(box.x, box.y, box.width, box.height);
    coarsen(pixels);
    context.putImageData(pixels, box.x, box.y);
    return;
  }
  const thick = Math.max(6, Math.min(width, height) / 120);
  const path = new Path2D();
  path.moveTo(...from);
  for (const point of points) path.lineTo(...point);
  if (tool === "arrow") {
    const angle = Math.atan2(to[1] - from[1], to[0] - from[0]);
    for (const turn of [-2.6, 2.6]) {
      path.moveTo(...to);
      path.lineTo(to[0] + Math.cos(angle + turn) * thick * 5, to[1] + Math.sin(angle + turn) * thick * 5);
    }
  }
  for (const [colour, lineWidth] of [
    [WHITE, thick * 1.8],
    [RED, thick],
  ] as const) {
    Object.assign(context, { strokeStyle: colour, lineWidth, lineCap: "round", lineJoin: "round" });
    context.stroke(path);
  }
}

export function Annotate({
  photo,
  onDone,
  onClose,
}: {
  photo: Blob;
  onDone: (photo: Blob) => void;
  onClose: () => void;
}): JSX.Element {
  const canvas = useRef<HTMLCanvasElement>(null);
  const picture = useRef<ImageBitmap | null>(null);
  const [tool, setTool] = useState<Tool>("blur");
  const [marks, setMarks] = useState<readonly Mark[]>([]);
  const [frame, setFrame] = useState<{ x: number; y: number; w: number; h: number } | null>(null);
  const [told, tell] = useState("");
  // Marks made before the picture is there would be measured on an empty field and land beside what they hide.
  const [loaded, setLoaded] = useState(false);
  const drawing = useRef<Point[] | null>(null);
  const context = () => canvas.current?.getContext("2d", { willReadFrequently: true }) ?? null;
  const draw = (unfinished?: Mark) => {
    const pen = context();
    if (pen === null || picture.current === null) return;
    pen.drawImage(picture.current, 0, 0);
    for (const mark of marks) apply(pen, mark);
    if (unfinished !== undefined && unfinished.tool !== "blur") apply(pen, unfinished);
    const box =
      unfinished?.tool === "blur"
        ? boxOf(unfinished.points[0] as Point, unfinished.points.at(-1) as Point, pen.canvas)
        : frame && { x: frame.x, y: frame.y, width: frame.w, height: frame.h };
    if (box === null) return;
    for (const [colour, dash] of [
      [WHITE, []],
      ["#101828", [16, 16]],
    ] as const) {
      Object.assign(pen, { strokeStyle: colour, lineWidth: 5 });
      pen.setLineDash([...dash]);
      pen.strokeRect(box.x, box.y, box.width, box.height);
    }
    pen.setLineDash([]);
  };
  useEffect(() => {
    let gone = false;
    void createImageBitmap(photo).then((bitmap) => {
      if (gone || canvas.current === null) return;
      picture.current = bitmap;
      Object.assign(canvas.current, { width: bitmap.width, height: bitmap.height });
      setLoaded(true);
      draw();
    });
    return () => {
      gone = true;
      picture.current?.close();
    };
  }, [photo]);
  useEffect(() => draw(), [marks, frame]);
  const at = (event: PointerEvent): Point => {
    const element = event.currentTarget as HTMLCanvasElement;
    const box = element.getBoundingClientRect();
    return [
      ((event.clientX - box.left) / box.width) * element.width,
      ((event.clientY - box.top) / box.height) * element.height,
    ];
  };
  const add = (mark: Mark) => {
    setMarks((before) => [...before, mark]);
    tell(t("tool_did", { tool: t(TOOLS.find(([name]) => name === mark.tool)?.[2] ?? "tool_pen") }));
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const element = canvas.current;
    if (element === null || !loaded) return;
    const { width, height } = element;
    const step = Math.max(10, width / 50);
    const now = frame ?? { x: width * 0.4, y: height * 0.4, w: width * 0.2, h: height * 0.2 };
    const by: Readonly<Record<string, Point>> = {
      ArrowLeft: [-step, 0],
      ArrowRight: [step, 0],
      ArrowUp: [0, -step],
      ArrowDown: [0, step],
    };
    const move = by[event.key];
    if (move !== undefined) {
      const [dx, dy] = move;
      const inside = (value: number, most: number) => Math.min(most, Math.max(0, value));
      setFrame(
        event.shiftKey
          ? { ...now, w: Math.max(step, now.w + dx), h: Math.max(step, now.h + dy) }
          : { ...now, x: inside(now.x + dx, width - step), y: inside(now.y + dy, height - step) },
      );
    } else if (event.key === "Enter" || event.key === " ") {
      add({ tool, points: framed(tool, now) });
      setFrame(now);
    } else return;
    event.preventDefault();
  };
  const done = () => {
    setFrame(null);
    const pen = context();
    if (pen === null || picture.current === null) return onClose();
    pen.drawImage(picture.current, 0, 0);
    for (const mark of marks) apply(pen, mark);
    pen.canvas.toBlob((blob) => blob && onDone(blob), "image/jpeg", QUALITY);
  };
  return (
    <Dialog title={t("annotate")} onClose={onClose} wide>
      <div class="annotate">
        <div class="samples" role="group" aria-label={t("annotate")}>
          {TOOLS.map(([name, icon, word]) => (
            <button
              type="button"
              key={name}
              aria-pressed={tool === name}
              class={tool === name ? "on" : ""}
              onClick={() => setTool(name)}
            >
              <Icon name={icon} />
              {t(word)}
            </button>
          ))}
          <button type="button" disabled={marks.length === 0} onClick={() => setMarks(marks.slice(0, -1))}>
            <Icon name="undo" />
            {t("undo")}
          </button>
        </div>
        <canvas
          ref={canvas}
          tabIndex={0}
          role="application"
          aria-busy={!loaded}
          aria-label={t("annotate")}
          aria-describedby="annotate-keys"
          onKeyDown={onKeyDown}
          onPointerDown={(event) => {
            if (!loaded) return;
            event.currentTarget.setPointerCapture(event.pointerId);
            setFrame(null);
            drawing.current = [at(event)];
          }}
          onPointerMove={(event) => {
            if (drawing.current === null) return;
            const point = at(event);
            if (tool === "pen") drawing.current.push(point);
            else drawing.current[1] = point;
            draw({ tool, points: drawing.current });
          }}
          onPointerUp={() => {
            const points = drawing.current;
            drawing.current = null;
            if (points !== null && points.length > 1) add({ tool, points });
            else draw();
          }}
          onPointerCancel={() => {
            drawing.current = null;
            draw();
          }}
        />
        <p class="hint" id="annotate-keys">
          {t("annotate_keys")}
        </p>
        <p class="sr" role="status">
          {told}
        </p>
      </div>
      <div class="row end sticky">
        <button type="button" onClick={onClose}>
          {t("cancel")}
        </button>
        <button type="button" class="primary" onClick={done}>
          {t("annotate_done")}
        </button>
      </div>
    </Dialog>
  );
}

/** The mark that the keys make of a frame: the whole of it, an arrow to its middle, or a ring. */
function framed(tool: Tool, { x, y, w, h }: { x: number; y: number; w: number; h: number }): Point[] {
  if (tool === "blur")
    return [
      [x, y],
      [x + w, y + h],
    ];
  if (tool === "arrow")
    return [
      [x, y + h],
      [x + w / 2, y + h / 2],
    ];
  return Array.from({ length: 49 }, (_, at): Point => {
    const angle = (at / 48) * 2 * Math.PI;
    return [x + (w / 2) * (1 + Math.cos(angle)), y + (h / 2) * (1 + Math.sin(angle))];
  });
}
