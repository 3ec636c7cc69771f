import { existsSync } from 'node:fs';
import { dirname, isAbsolute, relative } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

/** In a clone the schema stands two folders above this file; in a built package this file is one deeper, in `dist`. */
const PLACES = ['../../schema/definitions.schema.json', '../../../schema/definitions.schema.json'];

/**
 * Where an editor finds the JSON Schema of definitions, as yaml-language-server's modeline takes it. Undefined where this
 * package has none.
 */
export function schemaReference(file: string): string | undefined {
  const schema = PLACES.map((place) => fileURLToPath(new URL(place, import.meta.url))).find(existsSync);
  return schema === undefined ? undefined : modelineReference(file, schema);
}

/** The way from a file to its schema: relative; a file: URL where the path has a space, at which the modeline would end. */
export function modelineReference(file: string, schema: string): string {
  const path = relative(dirname(file), schema);
  return isAbsolute(path) || /\s/.test(path) ? pathToFileURL(schema).href : path;
}
