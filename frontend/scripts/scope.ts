// Keeps the page's styles to the page. Inside the admin they would else repaint its header, and
// the admin's own would reach into the page (styles/embedded.css stops those).
import type { AcceptedPlugin, ChildNode, Rule } from "postcss";

const PLACE = "#page";

/** A selector of the page as one of its place in the document. */
function scope(selector: string): string {
  // What the page says of its document holds for its place too, and for no document around it.
  if (/^(:root|html|body)$/.test(selector)) {
    return `${selector}:has(${selector === "body" ? ">" : "> body >"} ${PLACE}), ${PLACE}`;
  }
  return `${PLACE} ${selector}`;
}

function isTopmost(rule: Rule): boolean {
  for (let parent = rule.parent as ChildNode | undefined; parent;) {
    if (parent.type === "rule") return false;
    if (parent.type === "atrule" && parent.name.endsWith("keyframes")) return false;
    parent = parent.parent as ChildNode | undefined;
  }
  return true;
}

export const scopeStyles: AcceptedPlugin = {
  postcssPlugin: "scope-styles",
  OnceExit(root) {
    root.walkRules((rule) => {
      if (isTopmost(rule)) rule.selectors = rule.selectors.map(scope);
    });
  },
};
