import { useEffect, useId, useRef, useState } from "react";

import type { Meaning } from "../catalogue";

interface Props {
  /** What is defined, as the page calls it. */
  label: string;
  meaning: Meaning;
}

/** A button that shows on hover or focus what a number means, in the server's words. */
export function Definition({ label, meaning: { description, parts } }: Props) {
  const id = useId();
  const [isOpen, setIsOpen] = useState(false);
  const [opensLeft, setOpensLeft] = useState(false);
  const button = useRef<HTMLButtonElement>(null);

  function open() {
    const left = button.current?.getBoundingClientRect().left ?? 0;
    setOpensLeft(left > document.documentElement.clientWidth / 2);
    setIsOpen(true);
  }
  function close() {
    setIsOpen(false);
  }

  useEffect(() => {
    if (!isOpen) return;
    function closeOnEscape(event: KeyboardEvent) {
      if (event.key === "Escape") setIsOpen(false);
    }
    document.addEventListener("keydown", closeOnEscape);
    return () => {
      document.removeEventListener("keydown", closeOnEscape);
    };
  }, [isOpen]);

  return (
    <span className="definition" onPointerEnter={open} onPointerLeave={close}>
      <button
        ref={button}
        type="button"
        className="definition-button"
        aria-label={`What “${label}” means`}
        aria-describedby={id}
        onFocus={open}
        onBlur={close}
      >
        <span aria-hidden="true">i</span>
      </button>
      <span
        role="tooltip"
        id={id}
        className={opensLeft ? "tooltip tooltip-left" : "tooltip"}
        hidden={!isOpen}
      >
        <span>{description}</span>
        {parts && (
          <span className="tooltip-parts">
            <b>Counted:</b> {parts[0]} <b>Out of:</b> {parts[1]}
          </span>
        )}
      </span>
    </span>
  );
}
