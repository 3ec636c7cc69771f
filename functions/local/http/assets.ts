import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import { stripTypeScriptTypes } from 'node:module';
import { extname, join } from 'node:path';
import { type Answer, RequestError } from './answer.ts';

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.ts': 'text/javascript; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
};
const NAME = /^[a-z0-9-]+(\.(html|css|ts|js|svg))$/;

interface Asset {
  readonly mtimeMs: number;
  readonly body: string;
  readonly etag: string;
}

/** Serves the files of one folder by name, TypeScript with its types stripped; reads a file again when it changed. */
export class Assets {
  readonly #folder: string;
  readonly #cache = new Map<string, Asset>();

  constructor(folder: string) {
    this.#folder = folder;
  }

  async answer(name: string, request: IncomingMessage): Promise<Answer> {
    const asset = NAME.test(name) ? await this.#read(name) : undefined;
    if (!asset) throw new RequestError(404, `The page has no file '${name.slice(0, 100)}'.`);
    const headers = { etag: asset.etag, 'cache-control': 'no-cache' };
    const isKnown = request.headers['if-none-match'] === asset.etag;
    return {
      status: isKnown ? 304 : 200,
      type: TYPES[extname(name)] ?? 'text/plain',
      body: isKnown ? '' : asset.body,
      headers,
    };
  }

  async #read(name: string): Promise<Asset | undefined> {
    const path = join(this.#folder, name);
    const found = await stat(path).catch(() => undefined);
    if (!found?.isFile()) return undefined;
    const cached = this.#cache.get(name);
    if (cached?.mtimeMs === found.mtimeMs) return cached;
    const source = await readFile(path, 'utf8');
    const body = name.endsWith('.ts') ? stripTypes(source) : source;
    const asset = { mtimeMs: found.mtimeMs, body, etag: `"${createHash('sha256').update(body).digest('base64url')}"` };
    this.#cache.set(name, asset);
    return asset;
  }
}

/** Node warns at the first use that this may change; Node is pinned, and whoever starts the runner can do nothing about it. */
function stripTypes(source: string): string {
  const { emitWarning } = process;
  process.emitWarning = () => undefined;
  try {
    return stripTypeScriptTypes(source);
  } finally {
    process.emitWarning = emitWarning;
  }
}
