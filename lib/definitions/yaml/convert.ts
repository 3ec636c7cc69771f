import { isAlias, isMap, isScalar, isSeq, type ParsedNode, type Scalar, type YAMLMap, type YAMLSeq } from 'yaml';
import type { Diagnostic } from '../../model/plan.ts';
import { finding } from '../finding.ts';
import { type Entry, joinPath, list, map, originOf, type ScalarTree, type Site, type Tree } from '../tree/tree.ts';
import { Extents } from './extents.ts';

const CORE_TAGS = /^tag:yaml\.org,2002:(?:str|int|float|bool|null|map|seq)$/;

interface Source {
  readonly text: string;
  readonly siteAt: (offset: number, path?: string, layer?: string) => Site;
  readonly layerOf: (topKey: string) => string;
  readonly findings: Diagnostic[];
}

/** Ends the conversion: what follows would only be a consequence. */
class Refused extends Error {}

/** The parser's nodes as a tree of ours; undefined where the file was refused. Findings are put to `source.findings`. */
export function convert(node: ParsedNode, source: Source): Tree | undefined {
  try {
    return new Converter(source).value(node, '', source.layerOf(''));
  } catch (error) {
    if (error instanceof Refused) return undefined;
    throw error;
  }
}

class Converter {
  readonly #source: Source;
  readonly #anchors = new Map<string, Tree>();
  readonly #open = new Set<string>();
  readonly #extents = new Extents();

  constructor(source: Source) {
    this.#source = source;
  }

  value(node: ParsedNode | null, path: string, layer: string): Tree {
    if (node === null) return { type: 'scalar', value: null, site: this.#source.siteAt(0, path, layer) };
    if (isAlias(node)) return this.#alias(node.source, node.range[0]);
    this.#checkTag(node.tag, node.range[0]);
    const anchor = node.anchor;
    if (anchor) this.#open.add(anchor);
    const tree = this.#content(node, path, layer);
    if (anchor) {
      this.#open.delete(anchor);
      this.#anchors.set(anchor, tree);
    }
    return tree;
  }

  #content(node: ParsedNode, path: string, layer: string): Tree {
    const site = this.#source.siteAt(node.range[0], path, layer);
    if (isMap(node)) return this.#measured(this.#map(node as YAMLMap.Parsed, path, layer, site));
    if (isSeq(node)) {
      const items = (node as YAMLSeq.Parsed).items.map((item, index) => {
        // `[a: 1]` makes a pair in place of a node.
        if (!('range' in item))
          this.#refuse('PW1005', site, 'A list holds «key: value» without braces.', 'Write { key: value }.');
        return this.value(item as ParsedNode, joinPath(path, index), layer);
      });
      return this.#measured(list(items, site));
    }
    return this.#scalar(node as Scalar.Parsed, site);
  }

  #scalar(node: Scalar.Parsed, site: Site): ScalarTree {
    const written = this.#source.text.slice(node.range[0], node.range[1]);
    const value: unknown = node.value;
    const known = typeof value === 'string' || typeof value === 'boolean' || value === null || Number.isFinite(value);
    return { type: 'scalar', value: known ? (value as ScalarTree['value']) : (node.source ?? ''), written, site };
  }

  #map(node: YAMLMap.Parsed, path: string, layer: string, site: Site): Tree {
    const entries = new Map<string, Entry>();
    const merged: Entry[] = [];
    for (const { key, value } of node.items) {
      const { name, keySite } = this.#key(key as ParsedNode, path, layer, site);
      const entry = { keySite, value: this.#valueOf(value as ParsedNode | null, keySite) };
      if (name === '<<' && (key as Scalar).type === 'PLAIN') merged.push(entry);
      else if (entries.has(name)) this.#twice(name, keySite, entries.get(name)?.keySite);
      else entries.set(name, entry);
    }
    for (const entry of merged) this.#merge(entries, entry);
    return map(entries, site);
  }

  /** A key without a value (`interval:`) means null, and stands where the key stands. */
  #valueOf(value: ParsedNode | null, keySite: Site): Tree {
    if (value === null) return { type: 'scalar', value: null, site: keySite };
    return this.value(value, keySite.path, keySite.layer);
  }

  #key(key: ParsedNode | null, path: string, layer: string, mapSite: Site): { name: string; keySite: Site } {
    const at = key?.range?.[0];
    const site = at === undefined ? mapSite : this.#source.siteAt(at, path, layer);
    if (!isScalar(key) || key.value === null) {
      this.#refuse(
        'PW1012',
        site,
        'A key is a map, a list, an alias or empty.',
        'Write a plain word as the key; quote a value that holds { } or [ ].',
      );
    }
    const name = typeof key.value === 'string' ? key.value : (key.source ?? String(key.value));
    if (name === '__proto__') this.#refuse('PW1012', site, 'The key __proto__ is not allowed.', 'Choose another key.');
    return {
      name,
      keySite: { ...site, path: joinPath(path, name), layer: path === '' ? this.#source.layerOf(name) : layer },
    };
  }

  #merge(entries: Map<string, Entry>, { keySite, value }: Entry): void {
    for (const from of value.type === 'list' ? value.items : [value]) {
      if (from.type !== 'map') {
        this.#refuse(
          'PW1014',
          keySite,
          '«<<» stands before something that is no map.',
          'Let the alias lead to a map, or use `defaults`.',
        );
      }
      for (const [name, entry] of from.entries) if (!entries.has(name)) entries.set(name, entry);
    }
  }

  #twice(name: string, keySite: Site, first: Site | undefined): void {
    this.#source.findings.push(
      finding('PW1007', {
        message: `The key «${name}» stands twice in one map, first in line ${first?.line}.`,
        path: keySite.path,
        origin: originOf(keySite),
        remedy: 'Remove one of the two.',
      }),
    );
  }

  #alias(name: string, offset: number): Tree {
    const site = this.#source.siteAt(offset);
    if (this.#open.has(name))
      this.#refuse('PW1008', site, `The alias *${name} stands inside of what it stands for.`, 'Write the value out.');
    const tree = this.#anchors.get(name);
    if (!tree)
      this.#refuse(
        'PW1005',
        site,
        `There is no anchor &${name} above this alias.`,
        `Write &${name} before the value that is meant; quote a text that begins with *.`,
      );
    return tree;
  }

  #checkTag(tag: string | undefined, offset: number): void {
    if (tag === undefined || tag === '!' || CORE_TAGS.test(tag)) return;
    this.#refuse(
      'PW1009',
      this.#source.siteAt(offset),
      `The tag ${tag} is not known here.`,
      'Remove the tag; quote the value when it is meant as text.',
    );
  }

  #measured(tree: Tree): Tree {
    const excess = this.#extents.add(tree);
    if (excess === 'values') {
      this.#refuse(
        'PW1008',
        tree.site,
        'This file makes more than 100,000 values, those of an alias counted each time it is used.',
        'Use `defaults` and `each` instead of aliases of aliases; split a file that is this long.',
      );
    }
    if (excess === 'depth') {
      this.#refuse(
        'PW1011',
        tree.site,
        'With its aliases expanded, this is more than 64 levels deep.',
        'Use fewer aliases of aliases.',
      );
    }
    return tree;
  }

  #refuse(code: string, site: Site, message: string, remedy: string): never {
    this.#source.findings.push(finding(code, { message, origin: originOf(site), remedy }));
    throw new Refused();
  }
}
