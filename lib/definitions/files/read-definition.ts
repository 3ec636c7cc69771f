import { readFileSync, statSync } from 'node:fs';
import { reasonOf } from '../assemble/read-beside.ts';
import { finding } from '../finding.ts';
import { sourceText } from '../tree/source-text.ts';
import { decode, MOST_BYTES } from '../yaml/decode.ts';
import { type LayerOf, parseYaml, type ReadYaml } from '../yaml/parse-yaml.ts';

/** Reads a YAML file; whatever it holds, the answer is a tree or findings. */
export function readDefinition(path: string, name: string, layerOf: LayerOf): ReadYaml {
  try {
    const { size } = statSync(path);
    return size > MOST_BYTES
      ? refused(
          path,
          name,
          'PW1003',
          `The file has ${size} bytes; 1 MiB are allowed.`,
          'Split the file; each and targets make many probes of few lines.',
        )
      : parseBytes(readFileSync(path), name, path, layerOf);
  } catch (error) {
    return refused(path, name, 'PW1002', `The file cannot be read: ${reasonOf(error)}.`, 'Correct its permissions.');
  }
}

export function parseBytes(bytes: Uint8Array, name: string, path: string, layerOf: LayerOf): ReadYaml {
  const decoded = decode(bytes);
  if ('text' in decoded) return parseYaml(decoded.text, name, path, layerOf);
  return refused(
    path,
    name,
    'PW1004',
    'The file is not UTF-8 text.',
    'Save it as UTF-8.',
    decoded.badLine,
    decoded.badColumn,
  );
}

function refused(
  path: string,
  name: string,
  code: string,
  message: string,
  remedy: string,
  line = 1,
  column = 1,
): ReadYaml {
  return {
    source: sourceText(name, path, ''),
    findings: [finding(code, { message, remedy, origin: { place: { file: name, line, column }, layer: 'probe' } })],
  };
}
