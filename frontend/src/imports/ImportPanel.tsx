import { useState } from "react";

import type { ImportDetail, ImportKinds, ImportOptions } from "../api/model";
import { Failure } from "../components/Failure";
import { formatCount } from "../format";
import { ColumnTable } from "./ColumnTable";
import { Faults } from "./Faults";
import { Formats } from "./Formats";
import { useImport, type Changes } from "./requests";
import { useAct } from "./useAct";
import { Samples } from "./Samples";
import { isActive, rowsRead, sayCounts, sayState, shareRead } from "./states";
import { WordTable } from "./WordTable";

interface Props {
  id: number;
  kinds: ImportKinds;
  changes: Changes;
}

/** One file: what was found in it, how it is read, and what became of it. */
export function ImportPanel({ id, kinds, changes }: Props) {
  const { data, error, refetch } = useImport(id);
  const change = useAct();
  if (error && !data)
    return <Failure error={error} what="The import" onRetry={() => void refetch()} />;
  if (!data) return <p className="note">Fetching the import …</p>;
  const share = shareRead(data);
  const says = [sayState(data), sayCounts(data.counts)].filter(Boolean).join(". ");
  return (
    <section aria-label={data.file_name} className="imports-one">
      <h3>{data.file_name}</h3>
      <p role="status">{says}</p>
      {isActive(data) && (
        <progress aria-label="Progress" max={1} {...(share !== null && { value: share })} />
      )}
      {data.error && <p className="failure">{data.error}</p>}
      {change.error && <Failure error={change.error} what="That" onRetry={() => void refetch()} />}
      <Buttons upload={data} changes={changes} act={change.act} isBusy={change.isBusy} />
      {data.warnings.length > 0 && (
        <ul className="warnings">
          {data.warnings.map((warning) => (
            <li key={warning}>{warning}</li>
          ))}
        </ul>
      )}
      {data.findings && !isActive(data) && (
        <Reading
          // What was tried anew begins anew.
          key={data.checked_at}
          upload={data}
          kinds={kinds}
          isBusy={change.isBusy}
          onRead={(options) => {
            change.act(() => changes.read(id, options));
          }}
        />
      )}
    </section>
  );
}

interface ButtonsProps {
  upload: ImportDetail;
  changes: Changes;
  act: (act: () => Promise<unknown>) => void;
  isBusy: boolean;
}

/** What can be done with it now. */
function Buttons({ upload, changes, act, isBusy }: ButtonsProps) {
  const { id, state, counts, error } = upload;
  const wrong = counts?.rejected ?? 0;
  const good = rowsRead(counts);
  return (
    <p className="imports-ways">
      {state === "checked" && !error && (wrong === 0 || good > 0) && (
        <button
          type="button"
          className={wrong ? "quiet" : "primary"}
          disabled={isBusy}
          onClick={() => {
            act(() => changes.start(id, wrong > 0));
          }}
        >
          {wrong
            ? `Import the ${formatCount(good)} good rows only`
            : `Import ${formatCount(good)} rows`}
        </button>
      )}
      {upload.can_undo && (
        <button
          type="button"
          className="quiet"
          disabled={isBusy}
          onClick={() => {
            act(() => changes.undo(id));
          }}
        >
          Undo this import
        </button>
      )}
      {!isActive(upload) && (
        <a className="tool" href={`/imports/${id}/report`} download>
          Report
        </a>
      )}
      {upload.has_rejects && upload.sees_rows && (
        <a className="tool" href={`/imports/${id}/rejects`} download>
          Rejected rows
        </a>
      )}
    </p>
  );
}

interface ReadingProps {
  upload: ImportDetail;
  kinds: ImportKinds;
  isBusy: boolean;
  onRead: (options: ImportOptions) => void;
}

/** How the file is read: chosen here, and tried anew on demand. */
function Reading({ upload, kinds, isBusy, onRead }: ReadingProps) {
  const [options, setOptions] = useState(upload.options);
  const kind = kinds.kinds.find((one) => one.kind === upload.kind);
  const findings = upload.findings;
  if (!kind || !findings) return null;
  const isFixed = !["checked", "failed", "undone"].includes(upload.state);
  const isOther = JSON.stringify(options) !== JSON.stringify(upload.options);
  return (
    <fieldset disabled={isFixed} className="imports-reading">
      <legend className="visually-hidden">How the file is read</legend>
      <WordTable kind={kind} findings={findings} options={options} onChange={setOptions} />
      <Faults findings={findings} />
      <ColumnTable kind={kind} findings={findings} options={options} onChange={setOptions} />
      <Formats kinds={kinds} kind={kind} options={options} onChange={setOptions} />
      {!isFixed && (
        <button
          type="button"
          className={isOther ? "primary" : "quiet"}
          disabled={isBusy || !isOther}
          onClick={() => {
            onRead(options);
          }}
        >
          Check again
        </button>
      )}
      <Samples findings={findings} />
    </fieldset>
  );
}
