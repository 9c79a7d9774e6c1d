import { createContext, useContext } from "react";

import type { Start } from "./start";

export const StartContext = createContext<Start | null>(null);

/** What the page was served with. */
export function useStart(): Start {
  const start = useContext(StartContext);
  if (!start) throw new Error("No StartContext around this component.");
  return start;
}

/** What there is to show and to ask for. */
export const useCatalogue = () => useStart().catalogue;
