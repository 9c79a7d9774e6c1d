import {
  useId,
  useRef,
  useState,
  type KeyboardEvent,
  type ReactNode,
  type ToggleEvent,
} from "react";

import { Icon, type IconName } from "./Icon";

interface Props {
  /** What is chosen here: "Campaigns"; what the button is called where it has no words. */
  label: string;
  /** What is chosen now; may be cut, and is whole in the title. */
  value?: ReactNode;
  /** The value says what it is of. */
  isItsOwnName?: boolean;
  title?: string;
  /** Stands before the words, or instead of them. */
  icon?: IconName;
  /** How the button looks: a control of the filter bar, or a tool of a card. */
  look?: "control" | "tool" | "quiet";
  className?: string;
  /** Room for long names, or for two columns. */
  panel?: "names" | "wide";
  /** What opens; `close` closes it and gives the focus back. */
  children: (close: () => void) => ReactNode;
}

/**
 * A button that opens a panel below it, over what follows. The browser closes it on Escape and on a
 * click elsewhere, and the style sheet ties it to its button.
 */
export function Popover(props: Props) {
  const { label, value, title, icon, look = "control", className = "", children } = props;
  const id = useId();
  const [isOpen, setIsOpen] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  const panel = useRef<HTMLDivElement>(null);

  function close() {
    panel.current?.hidePopover();
    button.current?.focus();
  }

  function onKeyDown(event: KeyboardEvent) {
    // A panel inside this one may have moved the focus already.
    if (isOpen && !event.defaultPrevented && moveFocus(panel.current, event))
      event.preventDefault();
  }

  // React tells a panel of those inside it, too.
  const isOwn = ({ target }: ToggleEvent) => target === panel.current;

  function onBeforeToggle(event: ToggleEvent) {
    if (isOwn(event) && event.newState === "open") setIsOpen(true);
  }

  function onToggle(event: ToggleEvent) {
    if (!isOwn(event)) return;
    const { newState } = event;
    // What had the focus stays until the browser has given it back.
    if (newState !== "open") {
      setIsOpen(false);
      return;
    }
    panel.current?.scrollIntoView({ block: "nearest" });
    // Where fingers type, focus would bring up a keyboard over the choices.
    if (!matchMedia("(pointer: fine)").matches) return;
    panel.current?.querySelector<HTMLElement>("input[type=search]")?.focus({ preventScroll: true });
  }

  return (
    <div className={`popover ${className}`}>
      <button
        ref={button}
        type="button"
        className={look}
        title={title}
        popoverTarget={id}
        aria-expanded={isOpen}
        onKeyDown={onKeyDown}
      >
        {icon && <Icon name={icon} />}
        {/* Read aloud, its own words may not say what they are of. */}
        {!props.isItsOwnName && (
          <span className="visually-hidden">{value === undefined ? label : `${label}: `}</span>
        )}
        {value !== undefined && <span className="control-value">{value}</span>}
        {value !== undefined && <Icon name="down" />}
      </button>
      {/* eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions */}
      <div
        ref={panel}
        id={id}
        popover="auto"
        role="group"
        aria-label={label}
        className={props.panel ? `panel panel-${props.panel}` : "panel"}
        onBeforeToggle={onBeforeToggle}
        onToggle={onToggle}
        onKeyDown={onKeyDown}
        onBlur={({ relatedTarget, currentTarget }) => {
          const isLeft = relatedTarget && !currentTarget.contains(relatedTarget);
          if (isLeft && relatedTarget !== button.current) currentTarget.hidePopover();
        }}
      >
        {isOpen && <Content close={close}>{children}</Content>}
      </div>
    </div>
  );
}

/** Of its own, so that closing, which focuses, is no part of rendering the button. */
function Content({ close, children }: Pick<Props, "children"> & { close: () => void }) {
  return children(close);
}

/** Goes from choice to choice; fields keep the keys that they use themselves. */
function moveFocus(panel: HTMLElement | null, { key, target }: KeyboardEvent): boolean {
  if (!panel || !["ArrowDown", "ArrowUp"].includes(key)) return false;
  if (target instanceof HTMLInputElement && ["date", "number", "radio"].includes(target.type))
    return false;
  const choices = [...panel.querySelectorAll<HTMLElement>("[data-choice]")];
  const index = choices.indexOf(target as HTMLElement);
  const next = key === "ArrowDown" ? choices[index + 1] : choices[index - 1];
  const search = panel.querySelector<HTMLElement>("input[type=search]");
  const goal = next ?? (key === "ArrowUp" && index === 0 ? search : null);
  goal?.focus();
  return Boolean(goal);
}
