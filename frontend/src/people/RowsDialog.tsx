import { useEffect, useMemo, useRef, useState } from "react";

import { closeCandidate, forgetCandidate, useCandidate } from "../address";
import type { Filters } from "../api/model";
import { useSettled } from "../campaigns";
import { CheckList, toggle } from "../components/CheckList";
import { Failure } from "../components/Failure";
import { Icon } from "../components/Icon";
import { Popover } from "../components/Popover";
import { formatCount, formatDays } from "../format";
import { splitAtWords } from "../names";
import { rowsAddress, type RowsQuestion } from "../rows";
import { useRemembered } from "../sections/remembered";
import { CandidatePanel } from "./CandidatePanel";
import { COLUMNS, DEFAULT_ORDERS, isEmpty, seesPeople, type RowColumn } from "./rowColumns";
import { RowsTable } from "./RowsTable";
import { SaveButtons, SavingFailure, useSaving } from "./SaveButtons";
import { useRows } from "./useRows";
import "../styles/rows.css";

interface Props {
  filters: Filters;
  question: RowsQuestion;
  onClose: () => void;
}

/** As much as the server looks for. */
const MAX_SEARCH_LENGTH = 255;

/** The rows behind a number: found, ordered, saved, and each candidate's history beside them. */
export function RowsDialog({ filters, question, onClose }: Props) {
  const { rows: kind, title } = question;
  const dialog = useRef<HTMLDialogElement>(null);
  const [typed, setTyped] = useState("");
  const [chosenOrder, setOrder] = useState<string>();
  const [hidden, hide] = useRemembered(`hidden columns of ${kind}`);
  const candidate = useCandidate();
  const search = useSettled(typed.trim());
  const address = rowsAddress(filters, question, {
    ...(search && { search }),
    ...(chosenOrder !== undefined && { order: chosenOrder }),
  });
  const found = useRows(address);
  const saving = useSaving(address);
  const { rows, isStale } = found;
  useEffect(() => {
    dialog.current?.showModal();
  }, []);
  useEffect(() => {
    if (candidate === null) return;
    const box = dialog.current;
    return () => {
      // Closed or followed by another: back to the row that it was opened from, if it is still there.
      box?.querySelector<HTMLElement>(`[data-candidate="${CSS.escape(candidate)}"]`)?.focus();
    };
  }, [candidate]);
  const close = () => dialog.current?.close();
  const columns = useMemo(
    () => COLUMNS[kind].map((column) => ({ column, isEmpty: !rows || isEmpty(column, rows) })),
    [kind, rows],
  );
  const shown = columns.flatMap(({ column, isEmpty }) =>
    isEmpty || hidden?.includes(column.id) ? [] : [column],
  );
  const scene = useMemo(
    () => ({
      split: (text: string) => splitAtWords(text, search ? [search] : []),
      onLeave: () => dialog.current?.close(),
    }),
    [search],
  );
  const isBlind = rows !== undefined && !seesPeople(rows);
  const order = chosenOrder ?? DEFAULT_ORDERS[kind];
  return (
    <dialog
      ref={dialog}
      className="rows"
      aria-labelledby="rows-title"
      onCancel={(event) => {
        // What lies on top is closed first.
        if (candidate === null) return;
        event.preventDefault();
        closeCandidate();
      }}
      onClose={() => {
        forgetCandidate();
        onClose();
      }}
    >
      <div className="rows-main">
        <header className="head">
          <h2 id="rows-title">
            {title}
            {question.bucketStart === undefined && (
              <small>
                {" "}
                {formatDays(filters.start_date, filters.end_date)}, {filters.timezone}
              </small>
            )}
          </h2>
          <div className="tools">
            <button type="button" className="quiet" aria-label="Close" onClick={close}>
              <Icon name="close" />
            </button>
          </div>
        </header>
        <p role="status" className="note">
          {rows && !isStale
            ? `${formatCount(found.count)} ${kind}${search && " found"}, of ${formatCount(found.candidates)} different candidates`
            : !found.error && "Fetching the rows …"}
        </p>
        <div className="table-tools">
          <label className="search">
            <Icon name="search" />
            <input
              type="search"
              aria-label={isBlind ? "Search campaigns" : "Search candidates and campaigns"}
              placeholder={isBlind ? "Campaign" : "Name, id, campaign"}
              maxLength={MAX_SEARCH_LENGTH}
              value={typed}
              onChange={(event) => {
                setTyped(event.target.value);
              }}
            />
          </label>
          <div className="tools">
            <Columns title={title} columns={columns} hidden={hidden ?? []} onHide={hide} />
            <SaveButtons title={title} saving={saving} />
          </div>
        </div>
        <SavingFailure saving={saving} />
        {found.error && <Failure error={found.error} what="The rows" onRetry={found.retry} />}
        {rows && (
          <>
            <RowsTable
              {...{ title, rows, scene, order, isBlind, isStale, picked: candidate }}
              count={found.count}
              hasMore={found.hasMore}
              columns={shown}
              onOrder={setOrder}
              onReadOn={found.readOn}
            />
            {!isStale && search && found.count === 0 && (
              <p className="note">Nothing here has “{search}” in its name.</p>
            )}
          </>
        )}
      </div>
      {candidate !== null && (
        <CandidatePanel
          candidate={candidate}
          organization={filters.org_id}
          timezone={filters.timezone}
          onLeave={close}
          onClose={closeCandidate}
        />
      )}
    </dialog>
  );
}

interface ColumnsProps {
  title: string;
  columns: { column: RowColumn; isEmpty: boolean }[];
  /** By their ids. */
  hidden: string[];
  onHide: (ids: string[]) => void;
}

/** Which columns the table has; those of which no row says anything are left out unasked. */
function Columns({ title, columns, hidden, onHide }: ColumnsProps) {
  const offered = columns.filter(({ isEmpty }) => !isEmpty).map(({ column }) => column);
  return (
    <Popover label={`Columns of ${title}`} value="Columns" look="tool">
      {() => (
        <CheckList
          label={`Columns of ${title}`}
          choices={offered.map(({ id, label }) => ({ value: id, label }))}
          chosen={offered.map(({ id }) => id).filter((id) => !hidden.includes(id))}
          onToggle={(id) => {
            onHide(toggle(hidden, id));
          }}
        />
      )}
    </Popover>
  );
}
