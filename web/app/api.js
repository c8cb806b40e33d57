// Requests to the server of this page: JSON in, JSON out.

/** What the server answered instead: a stable code, why, and what to do next. */
export class Refused extends Error {
  constructor({ code = "unknown", why = "", next = "", status = 0 }) {
    super(why || code);
    Object.assign(this, { code, why, next, status });
  }
}

/** @returns the answer's JSON. @throws {Refused} code "offline" when there was no answer at all */
export async function request(method, path, { token, body } = {}) {
  const headers = {};
  if (token) headers.Authorization = `Bearer ${token}`;
  if (body !== undefined) headers["Content-Type"] = "application/json";
  let answer;
  try {
    answer = await fetch(path, { method, headers, body: body === undefined ? undefined : JSON.stringify(body) });
  } catch {
    throw new Refused({ code: "offline" });
  }
  const json = await answer.json().catch(() => ({}));
  if (!answer.ok) throw new Refused({ ...json, status: answer.status });
  return json;
}

export const get = (path, token) => request("GET", path, { token });
export const post = (path, body, token) => request("POST", path, { token, body });
