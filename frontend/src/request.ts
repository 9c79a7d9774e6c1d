import type { Fault, Faults } from "./api/model";

/** The server answered, and said what is wrong. */
export class ApiError extends Error {
  override readonly name = "ApiError";
  readonly status: number;
  readonly faults: Fault[];

  constructor(status: number, faults: Fault[]) {
    super(faults.map((fault) => fault.detail).join(" "));
    this.status = status;
    this.faults = faults;
  }
}

/** No answer came: the server is gone, or the way to it. */
export class UnreachableError extends Error {
  override readonly name = "UnreachableError";
}

/**
 * What a request may fail with: the generated hooks use it as the type of their error, with the
 * schema's error answer as `Answered`.
 */
export type ErrorType<Answered extends Faults> =
  (ApiError & { faults: Answered["errors"] }) | UnreachableError;

/** What tells the server that a change comes from this page. */
const CSRF_HEADER = "X-CSRFToken";
let csrfToken = "";

export function signChanges(token: string): void {
  csrfToken = token;
}

/** Sends every request of the generated client; unlike fetch it throws where the answer is none. */
export async function request<T>(url: string, options: RequestInit): Promise<T> {
  const headers = new Headers(options.headers);
  headers.set("Accept", "application/json");
  const isSigned = headers.has(CSRF_HEADER);
  if (options.method !== "GET" && !isSigned) headers.set(CSRF_HEADER, csrfToken);
  const response = await ask(url, { ...options, headers });
  return (response.status === 204 ? undefined : await response.json()) as T;
}

async function ask(url: string, options: RequestInit): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(url, options);
  } catch (error) {
    if (options.signal?.aborted) throw error;
    throw new UnreachableError("The server cannot be reached.");
  }
  if (!response.ok) throw new ApiError(response.status, await readFaults(response));
  return response;
}

/** A file that the server made, under the name that it gave it. */
export async function requestFile(url: string): Promise<File> {
  const response = await ask(url, {});
  const said = response.headers.get("Content-Disposition") ?? "";
  const name = /filename="?([^";]+)/.exec(said)?.[1] ?? "rows";
  return new File([await response.blob()], name);
}

async function readFaults(response: Response): Promise<Fault[]> {
  const nameless = `The server failed (${response.status}).`;
  try {
    const { errors } = (await response.json()) as Partial<Faults>;
    if (errors?.length) return errors;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    // A proxy or a crash answers with a page; its status says all there is to know.
  }
  return [{ parameter: null, code: "unknown", detail: nameless }];
}

/** Whether the question was refused: every other one with the same filters would be, too. */
export const isRefusal = (error: unknown) => error instanceof ApiError && error.status < 500;

/** Faults that are still there when the same is asked again. */
const LASTING = ["statement_timeout", "unknown_timezone"];

/** Whether asking again may help: the server was gone or busy, not the question wrong. */
export function isTransient(error: unknown): boolean {
  if (error instanceof UnreachableError) return true;
  return (
    error instanceof ApiError &&
    error.status >= 502 &&
    !error.faults.some((fault) => LASTING.includes(fault.code))
  );
}
