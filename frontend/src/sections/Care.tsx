/** How candidates are cared for: opt-outs, calls after them, calls outside hours, attempts. */
export function Care() {
  return null;
}
