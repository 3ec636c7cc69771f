import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type CallPlace, placeOf } from '../../authoring/call-place.ts';
import { type SourceText, sourceText } from '../tree/source-text.ts';
import type { Site } from '../tree/tree.ts';

/** Turns the places that builders left behind into sites; reads each file once, for its lines. */
export class CallSites {
  readonly #nameOf: (path: string) => string;
  readonly #texts = new Map<string, SourceText>();

  constructor(nameOf: (path: string) => string) {
    this.#nameOf = nameOf;
  }

  of(value: object): Site | undefined {
    const place = placeOf(value);
    return place && this.at(place);
  }

  at({ file, line, column }: CallPlace): Site {
    const path = file.startsWith('file:') ? fileURLToPath(file) : file;
    return { source: this.#textOf(path), line, column, layer: 'probe', path: '' };
  }

  #textOf(path: string): SourceText {
    const known = this.#texts.get(path);
    if (known) return known;
    let text = '';
    try {
      text = readFileSync(path, 'utf8');
    } catch {
      // Generated code has no file; its findings come without the line.
    }
    const source = sourceText(this.#nameOf(path), path, text);
    this.#texts.set(path, source);
    return source;
  }
}
