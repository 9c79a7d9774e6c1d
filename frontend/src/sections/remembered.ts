// Choices that stay with the browser from visit to visit.
import { useState } from "react";

const PREFIX = "calling-analytics:";

function recall(key: string): unknown {
  try {
    return JSON.parse(localStorage.getItem(PREFIX + key) ?? "null");
  } catch (error) {
    // Storage that is forbidden or has been written by something else remembers nothing.
    if (error instanceof DOMException || error instanceof SyntaxError) return null;
    throw error;
  }
}

/** Several names out of those that there are; undefined until some were chosen. */
export function useRemembered(
  key: string,
): [string[] | undefined, (names: string[] | undefined) => void] {
  const [names, setNames] = useState(() => {
    const kept = recall(key);
    return Array.isArray(kept) ? kept.filter((name) => typeof name === "string") : undefined;
  });
  function remember(chosen: string[] | undefined) {
    setNames(chosen);
    try {
      if (chosen) localStorage.setItem(PREFIX + key, JSON.stringify(chosen));
      else localStorage.removeItem(PREFIX + key);
    } catch (error) {
      if (!(error instanceof DOMException)) throw error;
    }
  }
  return [names, remember];
}
