// Charts measure the screen; for paper they are drawn anew in the size that they have there.
import { useSyncExternalStore } from "react";

let isPrinting = false;

function subscribe(listener: () => void): () => void {
  function note(event: Event) {
    isPrinting = event.type === "beforeprint";
    listener();
  }
  window.addEventListener("beforeprint", note);
  window.addEventListener("afterprint", note);
  return () => {
    window.removeEventListener("beforeprint", note);
    window.removeEventListener("afterprint", note);
  };
}

/** Whether the page is being put on paper. */
export const usePrinting = () => useSyncExternalStore(subscribe, () => isPrinting);
