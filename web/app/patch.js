// JSON merge patch, RFC 7396. A member that is null in the patch is gone from the result.

const isObject = (value) => value !== null && typeof value === "object" && !Array.isArray(value);

/** @returns the target with the patch applied; neither is changed. */
export function merge(target, patch) {
  if (!isObject(patch)) return patch;
  const result = isObject(target) ? { ...target } : {};
  for (const [name, value] of Object.entries(patch)) {
    if (value === null) delete result[name];
    else result[name] = merge(result[name], value);
  }
  return result;
}
