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

/** All of the page is wanted, also what nobody has scrolled to. */
export const WHOLE_PAGE = "wholepage";

const PATIENCE_MS = 15_000;
const STEP_MS = 100;

/** Fetches what was not scrolled to, and prints once it is there. */
export async function printPage(isFetching: () => boolean): Promise<void> {
  window.dispatchEvent(new Event(WHOLE_PAGE));
  const end = Date.now() + PATIENCE_MS;
  do {
    await new Promise((resolve) => setTimeout(resolve, STEP_MS));
  } while (isFetching() && Date.now() < end);
  window.print();
}
