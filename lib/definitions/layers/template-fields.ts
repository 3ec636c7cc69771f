/**
 * Where `${…}` that is known only during a run may stand: what is sent to the target. `*` stands for any key or index,
 * `**` for anything below. Everything else is settled when definitions are compiled.
 */
const FIELDS: readonly string[] = [
  'target',
  'http.path',
  'http.headers.**',
  'http.body',
  'http.json.**',
  'http.form.**',
  'http.auth.**',
  'http.tls.key',
  'tcp.tls.key',
  'tcp.dialogue.*.send',
  'tcp.dialogue.*.labels.*',
  'tls.key',
  'dns.query',
  'dns.tls.key',
];
const SPLIT = FIELDS.map((field) => field.split('.'));

/** Whether the value at a path is expanded during the run; a step's settings count as the probe's. */
export function isTemplateField(path: readonly (string | number)[]): boolean {
  const inside = path[0] === 'steps' ? path.slice(2) : path;
  return SPLIT.some((field) => matches(field, inside));
}

function matches(field: readonly string[], path: readonly (string | number)[]): boolean {
  for (const [index, part] of field.entries()) {
    if (part === '**') return true;
    if (index >= path.length) return false;
    if (part !== '*' && part !== path[index]) return false;
  }
  return path.length === field.length;
}

/** Groups of the last match, `${1}`, are for what follows it in a dialogue. */
export const mayUseGroups = (path: readonly (string | number)[]): boolean =>
  path[0] === 'tcp' && path[1] === 'dialogue';
