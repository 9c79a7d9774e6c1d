// What is below the screen is asked for when it comes near it.
import { useEffect, useState, type RefCallback } from "react";

import { usePrinting, WHOLE_PAGE } from "./printing";

/** How far below the screen a part of the page may be and is asked for already. */
const AHEAD = "400px";

/**
 * A reference for an element, and whether the element has come near the screen yet; for paper all
 * of the page is near.
 */
export function useWhenVisible(): [RefCallback<Element>, boolean] {
  const [element, setElement] = useState<Element | null>(null);
  const [wasSeen, setWasSeen] = useState(false);
  const isPrinting = usePrinting();
  useEffect(() => {
    if (!element || wasSeen) return;
    const observer = new IntersectionObserver(
      (entries) => {
        if (entries.some((entry) => entry.isIntersecting)) setWasSeen(true);
      },
      { rootMargin: AHEAD },
    );
    function see() {
      setWasSeen(true);
    }
    observer.observe(element);
    window.addEventListener(WHOLE_PAGE, see);
    return () => {
      observer.disconnect();
      window.removeEventListener(WHOLE_PAGE, see);
    };
  }, [element, wasSeen]);
  if (isPrinting && !wasSeen) setWasSeen(true);
  return [setElement, wasSeen];
}
