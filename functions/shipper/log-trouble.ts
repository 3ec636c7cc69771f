/** One line of JSON; of what went well there is none. */
export function logTrouble(fields: Readonly<Record<string, unknown>>): void {
  console.warn(JSON.stringify(fields));
}
