import { useStart } from "../context";
import { ApiError, UnreachableError } from "../request";

/** Asking later may help, as it does where the server fails. */
const TOO_MANY_REQUESTS = 429;

interface Props {
  error: Error;
  /** What is missing because of it: "The numbers". */
  what: string;
  onRetry: () => void;
}

/** Says in place why something is missing, and what to do about it. */
export function Failure({ error, what, onRetry }: Props) {
  const { links } = useStart();
  const retry = (
    <button type="button" className="tool" onClick={onRetry}>
      Try again
    </button>
  );
  if (error instanceof UnreachableError) {
    return (
      <div className="failure" role="alert">
        <p>
          <b>{what} could not be fetched: the server cannot be reached.</b> Check the connection; it
          is tried again by itself.
        </p>
        {retry}
      </div>
    );
  }
  if (!(error instanceof ApiError)) {
    return (
      <div className="failure" role="alert">
        <p>
          <b>{what} could not be shown.</b>
        </p>
        {retry}
      </div>
    );
  }
  if (error.status === 401) {
    const next = encodeURIComponent(location.pathname + location.search);
    return (
      <div className="failure" role="alert">
        <p>
          <b>You are signed out.</b> The filters stay as they are.
        </p>
        <a className="primary" href={`${links.login}?next=${next}`}>
          Sign in
        </a>
      </div>
    );
  }
  return (
    <div className="failure" role="alert">
      <p>
        <b>{what} could not be fetched.</b>
      </p>
      <ul>
        {error.faults.map((fault) => (
          <li key={`${fault.parameter} ${fault.code} ${fault.detail}`}>
            {fault.parameter && <code>{fault.parameter}</code>} {fault.detail}
          </li>
        ))}
      </ul>
      {(error.status >= 500 || error.status === TOO_MANY_REQUESTS) && retry}
    </div>
  );
}
