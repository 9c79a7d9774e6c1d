import { useEffect, useId, useRef, useState, type ReactNode } from "react";

interface Props {
  /** What is chosen here: "Campaigns". */
  label: string;
  /** What is chosen now; may be cut, and is whole in the title. */
  value: string;
  title?: string;
  /** Room for long names. */
  isWide?: boolean;
  /** What opens; `close` closes it and gives the focus back. */
  children: (close: () => void) => ReactNode;
}

/** A button that opens a panel below it, over what follows. */
export function Popover({ label, value, title = value, isWide = false, children }: Props) {
  const id = useId();
  const [isOpen, setIsOpen] = useState(false);
  const [opensLeft, setOpensLeft] = useState(false);
  const wrapper = useRef<HTMLDivElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  const panel = useRef<HTMLDivElement>(null);

  function toggle() {
    const left = button.current?.getBoundingClientRect().left ?? 0;
    setOpensLeft(left > document.documentElement.clientWidth / 2);
    setIsOpen(!isOpen);
  }
  function close() {
    setIsOpen(false);
    button.current?.focus();
  }

  useEffect(() => {
    if (!isOpen) return;
    function closeOutside(event: Event) {
      if (!wrapper.current?.contains(event.target as Node)) setIsOpen(false);
    }
    function onKeyDown(event: KeyboardEvent) {
      if (event.key === "Escape") {
        event.preventDefault();
        setIsOpen(false);
        button.current?.focus();
      } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
        if (moveFocus(panel.current, event)) event.preventDefault();
      }
    }
    document.addEventListener("pointerdown", closeOutside);
    document.addEventListener("focusin", closeOutside);
    document.addEventListener("keydown", onKeyDown);
    return () => {
      document.removeEventListener("pointerdown", closeOutside);
      document.removeEventListener("focusin", closeOutside);
      document.removeEventListener("keydown", onKeyDown);
    };
  }, [isOpen]);

  useEffect(() => {
    if (!isOpen) return;
    panel.current?.scrollIntoView({ block: "nearest" });
    // Where fingers type, focus would bring up a keyboard over the choices.
    if (!matchMedia("(pointer: fine)").matches) return;
    panel.current?.querySelector<HTMLElement>("input[type=search]")?.focus({ preventScroll: true });
  }, [isOpen]);

  return (
    <div ref={wrapper} className="popover">
      <button
        ref={button}
        type="button"
        className="control"
        title={title}
        aria-expanded={isOpen}
        aria-controls={isOpen ? id : undefined}
        onClick={toggle}
      >
        <span className="control-label">{label}</span>
        <span className="visually-hidden">: </span>
        <span className="control-value">{value}</span>
      </button>
      {isOpen && (
        <div
          ref={panel}
          id={id}
          role="group"
          aria-label={label}
          className={`panel${opensLeft ? " panel-left" : ""}${isWide ? " panel-wide" : ""}`}
        >
          <Content close={close}>{children}</Content>
        </div>
      )}
    </div>
  );
}

/** Of its own, so that closing, which focuses, is no part of rendering the button. */
function Content({ close, children }: Pick<Props, "children"> & { close: () => void }) {
  return children(close);
}

/** Goes from choice to choice; fields keep the keys that they use themselves. */
function moveFocus(panel: HTMLElement | null, { key, target }: KeyboardEvent): boolean {
  if (!panel || (target instanceof HTMLInputElement && target.type === "date")) return false;
  const choices = [...panel.querySelectorAll<HTMLElement>("[data-choice]")];
  const index = choices.indexOf(target as HTMLElement);
  const next = key === "ArrowDown" ? choices[index + 1] : choices[index - 1];
  const search = panel.querySelector<HTMLElement>("input[type=search]");
  const goal = next ?? (key === "ArrowUp" && index === 0 ? search : null);
  goal?.focus();
  return Boolean(goal);
}
