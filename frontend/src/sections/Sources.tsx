/** Every source's numbers as a table. */
export function Sources() {
  return null;
}
