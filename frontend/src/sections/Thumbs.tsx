/** Not drawn yet. */
export function Thumbs() {
  return null;
}
