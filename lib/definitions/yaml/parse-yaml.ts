import { Composer, type CST, type Document, LineCounter, Parser } from 'yaml';
import type { Diagnostic } from '../../model/plan.ts';
import { finding } from '../finding.ts';
import { type SourceText, sourceText } from '../tree/source-text.ts';
import { originOf, type Site, type Tree } from '../tree/tree.ts';
import { convert } from './convert.ts';
import { tooDeep } from './depth.ts';
import { syntaxProblem } from './syntax-problems.ts';

export interface ReadYaml {
  readonly source: SourceText;
  /** Absent where the file cannot be understood, or is empty. */
  readonly tree?: Tree;
  readonly findings: readonly Diagnostic[];
}

/** Which layer a top-level key of a file belongs to; '' for the file itself. */
export type LayerOf = (topKey: string) => string;

/** Reads one YAML 1.2 document (core schema). Whatever the text, it ends soon, in bounded memory, and throws nothing. */
export function parseYaml(text: string, name: string, path: string, layerOf: LayerOf): ReadYaml {
  const source = sourceText(name, path, text);
  const lines = new LineCounter();
  const siteAt = (offset: number, atPath = '', layer = layerOf('')): Site => {
    const { line, col } = lines.linePos(Math.min(offset, text.length));
    return { source, line: Math.max(line, 1), column: Math.max(col, 1), layer, path: atPath };
  };
  const fail = (problem: Diagnostic): ReadYaml => ({ source, findings: [problem] });

  const tokens = [...new Parser(lines.addNewLine).parse(text)];
  const deep = tooDeep(tokens);
  if (deep !== undefined) {
    return fail(
      finding('PW1011', {
        message: 'Maps and lists stand more than 64 levels deep in each other.',
        origin: originOf(siteAt(deep)),
        remedy: 'Look for a missing bracket or a wrong indentation.',
      }),
    );
  }
  const documents = compose(tokens);
  const [document, second] = documents;
  const error = documents.flatMap(({ errors }) => errors).sort((a, b) => a.pos[0] - b.pos[0])[0];
  if (error) {
    const site = siteAt(error.pos[0]);
    let before = site.line - 1;
    while (source.line(before)?.trim() === '') before -= 1;
    return fail(syntaxProblem(error, originOf(site), source.line(before)));
  }
  if (second) {
    return fail(
      finding('PW1010', {
        message: 'A second YAML document begins here; a definition file is one document.',
        origin: originOf(siteAt(second.range[0])),
        remedy: 'Put it into a file of its own, or remove the line ---.',
      }),
    );
  }
  if (!document?.contents) return { source, findings: [] };
  const findings: Diagnostic[] = [];
  const tree = convert(document.contents, { text, siteAt, layerOf, findings });
  return { source, findings, ...(tree && { tree }) };
}

function compose(tokens: readonly CST.Token[]): Document.Parsed[] {
  // Duplicate keys are found while converting: the library's own search is quadratic.
  const composer = new Composer({
    version: '1.2',
    schema: 'core',
    merge: false,
    uniqueKeys: false,
    logLevel: 'silent',
  });
  // A hostile file makes an error at every other character, each of which would take a picture of the stack.
  const limit = Error.stackTraceLimit;
  Error.stackTraceLimit = 0;
  try {
    return [...composer.compose(tokens)] as Document.Parsed[];
  } finally {
    Error.stackTraceLimit = limit;
  }
}
