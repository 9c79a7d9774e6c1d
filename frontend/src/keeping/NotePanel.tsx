import { useState } from "react";

import { createAnnotation, deleteAnnotation, updateAnnotation } from "../api/client";
import type { Annotation, Filters } from "../api/model";
import { formatShortDay } from "../format";
import { useChanging } from "./changing";
import { Faults, Field } from "./Field";
import { useNotes } from "./notes";

const MOST_LETTERS = 280;

/** Adds notes to days, and lists those that there are. */
export function NotePanel({ filters }: { filters: Filters }) {
  const notes = useNotes(filters);
  const [edited, setEdited] = useState<Annotation | null>(null);
  const { change, refusal, isBusy } = useChanging("/annotations");
  const none = { day: filters.end_date, text: "" };
  const [draft, setDraft] = useState(none);
  const { day, text, ...others } = refusal;

  async function save() {
    const body = { ...draft, text: draft.text.trim() };
    const done = await change(() =>
      edited
        ? updateAnnotation(edited.id, body)
        : createAnnotation(body, { org_id: filters.org_id }),
    );
    if (!done) return;
    setEdited(null);
    setDraft({ ...none, day: draft.day });
  }

  return (
    <>
      <form
        className="stack"
        aria-label={edited ? "Change the note" : "Add a note to a day"}
        onSubmit={(event) => {
          event.preventDefault();
          void save();
        }}
      >
        <Field
          label="Day"
          type="date"
          required
          value={draft.day}
          fault={day}
          onChange={({ target }) => {
            setDraft({ ...draft, day: target.value });
          }}
        />
        <Field
          label="Note"
          required
          maxLength={MOST_LETTERS}
          value={draft.text}
          fault={text}
          onChange={({ target }) => {
            setDraft({ ...draft, text: target.value });
          }}
        />
        <Faults faults={Object.values(others)} />
        <div className="panel-row">
          <button type="submit" className="primary" disabled={isBusy}>
            {edited ? "Save" : "Add"}
          </button>
          {edited && (
            <button
              type="button"
              className="link"
              onClick={() => {
                setEdited(null);
                setDraft(none);
              }}
            >
              Cancel
            </button>
          )}
        </div>
      </form>
      {notes.length > 0 && (
        <ul className="kept" aria-label="Notes on these days">
          {notes.map((note) => (
            <li key={note.id}>
              <span>
                <b>{formatShortDay(note.day)}</b> {note.text}
                {note.author && <small>{note.author}</small>}
              </span>
              {note.may_change && (
                <>
                  <button
                    type="button"
                    className="link"
                    aria-label={`Change “${note.text}”`}
                    onClick={() => {
                      setEdited(note);
                      setDraft({ day: note.day, text: note.text });
                    }}
                  >
                    Change
                  </button>
                  <button
                    type="button"
                    className="link"
                    aria-label={`Delete “${note.text}”`}
                    disabled={isBusy}
                    onClick={() => void change(() => deleteAnnotation(note.id))}
                  >
                    Delete
                  </button>
                </>
              )}
            </li>
          ))}
        </ul>
      )}
    </>
  );
}
