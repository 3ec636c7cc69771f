import { pathToFileURL } from 'node:url';
import { placeOf } from '../../authoring/call-place.ts';
import { CONFIG } from '../../authoring/define-config.ts';
import type { WrittenProbe } from '../../authoring/options.ts';
import { builtProbes } from '../../authoring/registry.ts';
import type { Findings } from '../assemble/findings.ts';
import { type ConfigRead, resolveConfig, withoutConfig } from '../config/resolve-config.ts';
import { finding } from '../finding.ts';
import { widen } from '../layers/widen.ts';
import { fromValue } from '../tree/from-value.ts';
import { sourceText } from '../tree/source-text.ts';
import { type MapTree, originOf, type Site } from '../tree/tree.ts';
import type { NamedProbe } from '../types.ts';
import { CallSites } from '../typescript/call-sites.ts';
import { exportedProbes, noProbes } from '../typescript/exported-probes.ts';
import { importProblem, originAt } from '../typescript/import-problems.ts';

/** Imports a file, saying before and after that it does. */
export type Load = (path: string) => Promise<object>;

export const loadModule: Load = async (path) => (await import(pathToFileURL(path).href)) as object;

/** Loads TypeScript files one after the other, and turns what they export into trees. */
export class TypeScriptFiles {
  readonly #load: Load;
  readonly #nameOf: (path: string) => string;
  readonly #findings: Findings;
  readonly #sites: CallSites;
  readonly #exported = new Set<WrittenProbe>();

  constructor(load: Load, nameOf: (path: string) => string, findings: Findings) {
    this.#load = load;
    this.#nameOf = nameOf;
    this.#findings = findings;
    this.#sites = new CallSites(nameOf);
  }

  /** The probes of one file, widened; each only once, whichever files export it. */
  async probes(path: string): Promise<MapTree[]> {
    const module = await this.#import(path);
    if (!module) return [];
    const { probes, findings } = exportedProbes(module, path, this.#nameOf);
    this.#findings.add(...findings);
    if (probes.size === 0 && findings.length === 0 && !this.#hasBuilt(path))
      this.#findings.add(noProbes(path, this.#nameOf));
    const fresh = [...probes].filter((probe) => !this.#exported.has(probe));
    for (const probe of fresh) this.#exported.add(probe);
    return fresh.flatMap((probe) => {
      const tree = this.#tree(probe, 'probe', path);
      return tree.type === 'map' ? [widen(tree)] : [];
    });
  }

  async config(path: string, variables: Readonly<Record<string, string>>): Promise<ConfigRead> {
    const module = await this.#import(path);
    if (!module) return withoutConfig(variables, true);
    const exported: unknown = 'default' in module ? module.default : undefined;
    const tree = isConfig(exported) ? this.#tree(exported, 'config', path) : undefined;
    if (tree?.type === 'map') return resolveConfig(tree, variables);
    this.#findings.add(
      finding('PW1031', {
        message: 'The configuration has no default export that defineConfig made.',
        remedy: "Write export default defineConfig({ id: 'probewright' }).",
        origin: { ...originAt({ file: path, line: 1, column: 1 }, this.#nameOf), layer: 'config' },
      }),
    );
    return withoutConfig(variables, true);
  }

  /** Probes that a builder made and that no file exports, not even as a copy with another name. */
  builtButNotExported(): NamedProbe[] {
    const places = new Set([...this.#exported].map(placeOf));
    return builtProbes()
      .filter((probe) => !places.has(placeOf(probe)))
      .flatMap((probe) => {
        const site = this.#sites.of(probe);
        if (!site) return [];
        const { place, line } = originOf(site);
        return [{ name: String(probe.name), place, ...(line !== undefined && { line }) }];
      });
  }

  #hasBuilt(path: string): boolean {
    return builtProbes().some((probe) => this.#sites.of(probe)?.source.path === path);
  }

  async #import(path: string): Promise<object | undefined> {
    try {
      return await this.#load(path);
    } catch (error) {
      this.#findings.add(importProblem(error, path, this.#nameOf));
      return undefined;
    }
  }

  #tree(value: object, layer: string, path: string) {
    const found = this.#sites.of(value);
    const nowhere: Site = { source: sourceText(this.#nameOf(path), path, ''), line: 1, column: 1, layer, path: '' };
    const problems: Parameters<typeof fromValue>[3] = [];
    const tree = fromValue(value, { ...(found ?? nowhere), layer }, (one) => this.#sites.of(one), problems);
    this.#findings.add(...problems);
    return tree;
  }
}

const isConfig = (value: unknown): value is object => typeof value === 'object' && value !== null && CONFIG in value;
