/** What a reader should know before believing the numbers. */
export function Warnings({ warnings }: { warnings: { code: string; detail: string }[] }) {
  if (!warnings.length) return null;
  return (
    <ul className="warnings" aria-label="Warnings">
      {warnings.map(({ code, detail }) => (
        <li key={code + detail}>{detail}</li>
      ))}
    </ul>
  );
}
