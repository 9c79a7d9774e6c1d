import { useEffect, useMemo, useState } from "react";

import { closeCandidate, forgetCandidate, useCandidate } from "../address";
import type { Filters } from "../api/model";
import { useSettled } from "../campaigns";
import { CheckList, toggle } from "../components/CheckList";
import { Failure } from "../components/Failure";
import { Icon } from "../components/Icon";
import { useModal } from "../components/modal";
import { Popover } from "../components/Popover";
import { formatCount, formatDays } from "../format";
import { splitAtWords } from "../names";
import { rowsAddress, type RowsQuestion } from "../rows";
import { useRemembered } from "../sections/remembered";
import { CandidatePanel } from "./CandidatePanel";
import { COLUMNS, DEFAULT_ORDERS, isSaid, seesPeople, type RowColumn } from "./rowColumns";
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

/** The rows behind a number, and each candidate's history beside them. */
export function RowsDialog({ filters, question, onClose }: Props) {
  const [dialog, close] = useModal();
  const candidate = useCandidate();
  useEffect(() => {
    if (candidate === null) return;
    const box = dialog.current;
    return () => {
      // Closed or followed by another: back to the row that it was opened from, if it is still there.
      box?.querySelector<HTMLElement>(`[data-candidate="${CSS.escape(candidate)}"]`)?.focus();
    };
  }, [candidate, dialog]);
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
      <Rows filters={filters} question={question} picked={candidate} onClose={close} />
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

/** The rows themselves: found, ordered and saved. */
function Rows({ filters, question, picked, onClose }: Props & { picked: string | null }) {
  const { rows: kind, title } = question;
  const [typed, setTyped] = useState("");
  const [chosenOrder, setOrder] = useState<string>();
  const [hidden, hide] = useRemembered(`hidden columns of ${kind}`);
  const search = useSettled(typed.trim());
  const address = rowsAddress(filters, question, {
    ...(search && { search }),
    ...(chosenOrder !== undefined && { order: chosenOrder }),
  });
  const found = useRows(address);
  const saving = useSaving(address);
  const { rows, isStale } = found;
  const columns = useMemo(() => COLUMNS[kind].filter((one) => isSaid(one, rows)), [kind, rows]);
  const scene = useMemo(
    () => ({
      split: (text: string) => splitAtWords(text, search ? [search] : []),
      onLeave: onClose,
    }),
    [search, onClose],
  );
  const isBlind = rows !== undefined && !seesPeople(rows);
  return (
    <div className="rows-main">
      <Head filters={filters} question={question} onClose={onClose} />
      <p role="status" className="note">
        {rows && !isStale
          ? `${formatCount(found.count)} ${kind}${search && " found"}, of ${formatCount(found.candidates)} different candidates`
          : !found.error && "Fetching the rows …"}
      </p>
      <div className="table-tools">
        <Search isBlind={isBlind} typed={typed} onType={setTyped} />
        <div className="tools">
          <Columns title={title} columns={columns} hidden={hidden ?? []} onHide={hide} />
          <SaveButtons title={title} saving={saving} />
        </div>
      </div>
      <SavingFailure saving={saving} />
      {found.error && <Failure error={found.error} what="The rows" onRetry={found.retry} />}
      {rows && (
        <RowsTable
          {...{ title, rows, scene, isBlind, isStale, picked }}
          count={found.count}
          hasMore={found.hasMore}
          columns={columns.filter(({ id }) => !hidden?.includes(id))}
          order={chosenOrder ?? DEFAULT_ORDERS[kind]}
          onOrder={setOrder}
          onReadOn={found.readOn}
        />
      )}
      {rows && !isStale && search && found.count === 0 && (
        <p className="note">Nothing here has “{search}” in its name.</p>
      )}
    </div>
  );
}

/** Which number the rows are behind, and of which days. */
function Head({ filters, question, onClose }: Props) {
  return (
    <header className="head">
      <h2 id="rows-title">
        {question.title}
        {question.bucketStart === undefined && (
          <small>
            {" "}
            {formatDays(filters.start_date, filters.end_date)}, {filters.timezone}
          </small>
        )}
      </h2>
      <div className="tools">
        <button type="button" className="quiet" aria-label="Close" onClick={onClose}>
          <Icon name="close" />
        </button>
      </div>
    </header>
  );
}

interface SearchProps {
  /** Candidates have no names for this reader to be found by. */
  isBlind: boolean;
  typed: string;
  onType: (text: string) => void;
}

function Search({ isBlind, typed, onType }: SearchProps) {
  return (
    <label className="search">
      <Icon name="search" />
      <input
        type="search"
        aria-label={isBlind ? "Search campaigns" : "Search candidates and campaigns"}
        placeholder={isBlind ? "Campaign" : "Name, id, campaign"}
        maxLength={MAX_SEARCH_LENGTH}
        value={typed}
        onChange={(event) => {
          onType(event.target.value);
        }}
      />
    </label>
  );
}

interface ColumnsProps {
  title: string;
  columns: RowColumn[];
  /** By their ids. */
  hidden: string[];
  onHide: (ids: string[]) => void;
}

/** Which columns the table has, of those in which a row says anything. */
function Columns({ title, columns, hidden, onHide }: ColumnsProps) {
  return (
    <Popover label={`Columns of ${title}`} value="Columns" look="tool">
      {() => (
        <CheckList
          label={`Columns of ${title}`}
          choices={columns.map(({ id, label }) => ({ value: id, label }))}
          chosen={columns.map(({ id }) => id).filter((id) => !hidden.includes(id))}
          onToggle={(id) => {
            onHide(toggle(hidden, id));
          }}
        />
      )}
    </Popover>
  );
}
