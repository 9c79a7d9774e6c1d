/** Every campaign's numbers as a table. */
export function Campaigns() {
  return null;
}
