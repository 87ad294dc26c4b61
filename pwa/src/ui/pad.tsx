/** A field to sign in by finger; the name can be written in its place by whoever cannot draw. */
import type { JSX } from "preact";
import { useRef } from "preact/hooks";
import { t } from "./i18n";

const [WIDTH, HEIGHT] = [600, 200];

export function SignaturePad({
  label,
  name,
  onPicture,
}: {
  label: string;
  /** What is written when nobody draws. */
  name: string;
  /** Told after each stroke; null when the field was emptied. */
  onPicture: (picture: Blob | null) => void;
}): JSX.Element {
  const canvas = useRef<HTMLCanvasElement>(null);
  const pen = () => {
    const context = canvas.current?.getContext("2d") ?? null;
    if (context !== null)
      Object.assign(context, { lineWidth: 4, lineCap: "round", lineJoin: "round", strokeStyle: "#101828" });
    return context;
  };
  const at = (event: PointerEvent): [number, number] => {
    const box = (event.currentTarget as HTMLCanvasElement).getBoundingClientRect();
    return [
      ((event.clientX - box.left) / box.width) * WIDTH,
      ((event.clientY - box.top) / box.height) * HEIGHT,
    ];
  };
  const tell = () => canvas.current?.toBlob(onPicture, "image/png");
  const clear = () => pen()?.clearRect(0, 0, WIDTH, HEIGHT);
  return (
    <>
      <canvas
        ref={canvas}
        width={WIDTH}
        height={HEIGHT}
        role="img"
        aria-label={label}
        onPointerDown={(event) => {
          event.currentTarget.setPointerCapture(event.pointerId);
          const context = pen();
          context?.beginPath();
          context?.moveTo(...at(event));
          context?.lineTo(...at(event));
          context?.stroke();
        }}
        onPointerMove={(event) => {
          if (event.buttons === 0) return;
          const context = pen();
          context?.lineTo(...at(event));
          context?.stroke();
        }}
        onPointerUp={tell}
      />
      <div class="row">
        <button
          type="button"
          onClick={() => {
            clear();
            onPicture(null);
          }}
        >
          {t("signature_clear")}
        </button>
        <button
          type="button"
          disabled={name.trim() === ""}
          onClick={() => {
            clear();
            const context = pen();
            if (context === null) return;
            Object.assign(context, { font: "italic 48px Lato, sans-serif", fillStyle: "#101828" });
            context.fillText(name.trim(), 24, 120, WIDTH - 48);
            tell();
          }}
        >
          {t("signature_type")}
        </button>
      </div>
    </>
  );
}
