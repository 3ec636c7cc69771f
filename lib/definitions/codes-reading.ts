/** What a code means; `docs/diagnostics.md` is made of these tables. A code never changes its meaning. */
export interface CodeEntry {
  readonly title: string;
  readonly meaning: string;
  /** A message as it is printed. */
  readonly example: string;
  readonly remedy: string;
}

/** `PW1…`: a file could not be read, or a TypeScript file could not be run. */
export const READING_CODES = {
  PW1001: {
    title: 'No such definitions folder',
    meaning: 'The folder that holds the definitions is not there, or is a file.',
    example: 'There are no definitions in probes (/home/ada/shop/probes): there is no such folder.',
    remedy: 'Make the folder, name another one with --definitions, or start it in the folder that holds probes/.',
  },
  PW1002: {
    title: 'A file or folder cannot be read',
    meaning: 'The operating system refused to give the file or folder: it is not there, not a file, or not permitted.',
    example: '«internal-ca.pem» cannot be read: there is no such file.',
    remedy: 'Correct the path or the permissions. Paths in a definition are relative to the file they stand in.',
  },
  PW1003: {
    title: 'A file is too large',
    meaning: 'A definition file may have 1 MiB, a file that a definition names 8 MiB.',
    example: '«hosts.txt» has 9437184 bytes; 8 MiB are allowed.',
    remedy: 'Split it; `each` and `targets` make many probes of few lines.',
  },
  PW1004: {
    title: 'Not UTF-8',
    meaning: 'The file holds bytes that are not UTF-8 text.',
    example: '«hosts.txt» is not UTF-8: line 3, column 7.',
    remedy: 'Save the file as UTF-8 without other encodings mixed in.',
  },
  PW1005: {
    title: 'Not well-formed YAML',
    meaning: 'The YAML 1.2 parser stopped at the place that is named.',
    example: 'Inside { } or [ ] a value holds ${…} without quotes, and its braces are read as YAML’s.',
    remedy: 'Correct the line. Inside { } and [ ], quote a value that holds ${…}, a colon, a comma or a bracket.',
  },
  PW1006: {
    title: 'Tabs as indentation',
    meaning: 'YAML allows only spaces for indentation.',
    example: 'The line is indented with a tab; YAML allows only spaces.',
    remedy: 'Replace each tab at the start of the line by spaces.',
  },
  PW1007: {
    title: 'A key twice',
    meaning: 'The same key stands twice in one map; only one of them could count.',
    example: 'The key «expect» stands twice in one map, first in line 5.',
    remedy: 'Remove one of the two, or put both values under one key.',
  },
  PW1008: {
    title: 'Aliases that expand too far',
    meaning: 'Anchors and aliases make more than 100,000 values of this file, or an alias holds itself.',
    example: 'The alias *a stands inside of what it stands for.',
    remedy: 'Use `defaults` and `each` instead of aliases of aliases.',
  },
  PW1009: {
    title: 'A tag that is not known',
    meaning: 'A value carries a YAML tag (`!something`). Definitions are plain maps, lists and scalars.',
    example: 'The tag !env is not known here.',
    remedy: 'Remove the tag; quote the value when it is meant as text.',
  },
  PW1010: {
    title: 'Several documents in one file',
    meaning: 'A line `---` begins a second YAML document; a definition file is one document.',
    example: 'A second YAML document begins here; a definition file is one document.',
    remedy: 'Put the second document into a file of its own, or remove the line.',
  },
  PW1011: {
    title: 'Nested too deeply',
    meaning: 'Maps and lists stand more than 64 levels deep in each other.',
    example: 'Maps and lists stand more than 64 levels deep in each other.',
    remedy: 'Nothing in a definition needs that depth: look for a missing bracket or a wrong indentation.',
  },
  PW1012: {
    title: 'A key that cannot be one',
    meaning: 'A key is a map, a list, empty, or a name that is not allowed (`__proto__`).',
    example: 'The key __proto__ is not allowed.',
    remedy: 'Write a plain word as the key. In { }, quote a value that begins with { or [ or holds ${…}.',
  },
  PW1013: {
    title: 'A file that will not be loaded',
    meaning: 'The name looks like a definition but does not end as one: `.probe.yaml`, `.probe.ts`, `_defaults.yaml`.',
    example: 'The file shop.probe.yml looks like definitions, and will not be loaded.',
    remedy: 'Rename the file.',
  },
  PW1014: {
    title: 'A merge key that merges nothing',
    meaning: '`<<` takes a map, an alias of a map, or a list of them.',
    example: '«<<» stands before something that is no map.',
    remedy: 'Let the alias lead to a map, or use `defaults`.',
  },
  PW1015: {
    title: 'Definitions that are not read',
    meaning:
      'A file holds definitions, by the look of it, but its name does not end as one, and no definition imports or names it.',
    example: "mine.yaml is not read: its name does not end as a definition's.",
    remedy: 'Rename it to mine.probe.yaml (or mine.probe.ts), import it from a definition, or move it elsewhere.',
  },
  PW1020: {
    title: 'Not well-formed TypeScript',
    meaning: 'The file could not be parsed, or uses TypeScript that is more than types (enum, namespace, decorators).',
    example: "Unexpected token '}'.",
    remedy: 'Correct the line; Node runs the file itself, by taking the types away.',
  },
  PW1021: {
    title: 'A file threw an error',
    meaning: 'The code at the top of a file threw while it was loaded, or a promise that it began was rejected.',
    example: 'The file threw an error: x is not defined.',
    remedy: 'Correct the code at the place that is named.',
  },
  PW1022: {
    title: 'An import that leads nowhere',
    meaning: 'A file imports a module or a name that does not exist.',
    example: 'There is no file lib/helper.',
    remedy: "Correct the path (with its ending: './helper.ts'), or install the package.",
  },
  PW1023: {
    title: 'A file never ends',
    meaning: 'Loading the file took longer than allowed: an endless loop, or a wait for something far away.',
    example: 'Loading the file did not end within 5 s.',
    remedy: 'A definition file builds data and ends. Fetch nothing in it; read targets from a file.',
  },
  PW1024: {
    title: 'An await that never resolves',
    meaning: 'The file awaits a promise that nothing will ever resolve.',
    example: 'The file awaits a promise that nothing will ever resolve.',
    remedy: 'Remove the await, or resolve the promise.',
  },
  PW1025: {
    title: 'A file ends the process',
    meaning: 'The file calls process.exit, process.abort or the like while it is loaded.',
    example: 'The file ended the process while it was loaded (exit code 1).',
    remedy: 'Remove the call. To switch a probe off, write enabled: false.',
  },
  PW1026: {
    title: 'A file uses too much memory',
    meaning: 'Loading the file used more memory than the compiler may use.',
    example: 'Loading the file used more memory than the compiler may use.',
    remedy: 'Look for a list that grows without end; keep large data out of definitions.',
  },
  PW1027: {
    title: 'An exported promise',
    meaning: 'An export is a promise; its probes cannot be seen before it resolves.',
    example: 'The export «probes» is a promise; what it holds is not seen.',
    remedy: 'Await it: export const probes = await load().',
  },
  PW1028: {
    title: 'Not checked for want of time',
    meaning:
      'The time of the whole compilation was over before every file had its turn, mostly because others never ended.',
    example: 'The time was over before all files of probes were checked.',
    remedy: 'Correct the files that never end; then the others are checked too.',
  },
  PW1029: {
    title: 'A file without a probe',
    meaning: 'The file was loaded, and no export of it is a probe or a list of probes.',
    example: 'The file holds no probe.',
    remedy: "Export the probe: export const front = http('front', { … }). A file of helpers is named without .probe.",
  },
  PW1030: {
    title: 'A list of targets that cannot be understood',
    meaning: 'A targets file is neither lines of targets nor a Prometheus file_sd list.',
    example: '«hosts.txt», line 4, is no list of targets: a target holds a space.',
    remedy: 'Write one target a line, or [{ "targets": ["host:port"], "labels": { "team": "shop" } }].',
  },
  PW1031: {
    title: 'A configuration without a default export',
    meaning: 'probewright.config.ts was loaded, and its default export is not made by defineConfig.',
    example: 'The configuration has no default export that defineConfig made.',
    remedy: "Write export default defineConfig({ id: 'probewright' }).",
  },
  PW1032: {
    title: 'Not PEM text',
    meaning: 'A certificate or key is not PEM text, which begins with -----BEGIN.',
    example: '«internal-ca.der» holds no PEM text.',
    remedy: 'Give PEM text or { file: path } of a PEM file; convert DER with openssl x509 -inform der.',
  },
  PW1099: {
    title: 'The compiler failed',
    meaning:
      'Reading the definitions ended by a fault of Probewright’s own, not of the definitions. What ran goes on running.',
    example:
      'The definitions could not be read, by a fault of ours: The compiler ended while it read no file of TypeScript.',
    remedy: 'Report the message as a bug; the last change to the definitions shows where to look for a way around it.',
  },
} as const satisfies Record<string, CodeEntry>;
