/** Not drawn yet. */
export function Satisfaction() {
  return null;
}
