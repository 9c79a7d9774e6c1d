// What tests of components share: a document, what the page starts from, and no network but theirs.
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { cleanup, render } from "@testing-library/react";
import type { ReactElement, ReactNode } from "react";
import { afterEach } from "vitest";

import { StartContext } from "../src/context";
import type { Start } from "../src/start";
import { CATALOGUE } from "./catalogue";

afterEach(cleanup);

/** Popovers, which happy-dom does not have; the tests of the browser open real ones. */
function toggle(panel: HTMLElement, newState: "open" | "closed") {
  if ((panel.dataset.state ?? "closed") === newState) return;
  for (const type of ["beforetoggle", "toggle"]) {
    panel.dispatchEvent(Object.assign(new Event(type), { newState }));
    panel.dataset.state = newState;
  }
}

Object.assign(HTMLElement.prototype, {
  hidePopover(this: HTMLElement) {
    toggle(this, "closed");
  },
});
document.addEventListener("click", ({ target }) => {
  const button = (target as HTMLElement).closest("[popovertarget]");
  const panel = button && document.getElementById(button.getAttribute("popovertarget") ?? "");
  if (panel) toggle(panel, panel.dataset.state === "open" ? "closed" : "open");
});

const START: Start = {
  user: { name: "Rae", email: "rae@example.com" },
  organizations: [
    { id: 1, name: "Northwind", slug: "northwind", timezone: "Europe/Berlin", may_import: true },
  ],
  catalogue: CATALOGUE,
  views: [],
  has_header: true,
  links: { docs: "/docs", admin: null, login: "/login", logout: "/logout" },
  sends_mail: true,
  csrf_token: "",
};

/** Draws a part of the page as the page would. */
export function show(element: ReactElement, start: Partial<Start> = {}) {
  const client = new QueryClient({ defaultOptions: { queries: { retry: false } } });
  const wrapper = ({ children }: { children: ReactNode }) => (
    <StartContext value={{ ...START, ...start }}>
      <QueryClientProvider client={client}>{children}</QueryClientProvider>
    </StartContext>
  );
  return render(element, { wrapper });
}
