import type { ReactNode } from "react";

import { closePanel } from "../address";
import { Icon } from "./Icon";
import { useModal } from "./modal";
import "../styles/rows.css";

interface Props {
  /** Names it for styles, and its title for those who do not see it. */
  name: string;
  title: string;
  /** What stands beside the way out. */
  tools?: ReactNode;
  children: ReactNode;
}

/** A dialog that has an address of its own, over the page. */
export function PanelDialog({ name, title, tools, children }: Props) {
  const [dialog, close] = useModal();
  return (
    <dialog
      ref={dialog}
      className={`rows ${name}`}
      aria-labelledby={`${name}-title`}
      onClose={closePanel}
    >
      <div className="rows-main">
        <header className="head">
          <h2 id={`${name}-title`}>{title}</h2>
          <div className="tools">
            {tools}
            <button type="button" className="quiet" aria-label="Close" onClick={close}>
              <Icon name="close" />
            </button>
          </div>
        </header>
        {children}
      </div>
    </dialog>
  );
}
