import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Asset } from 'aws-cdk-lib/aws-s3-assets';
import type { Construct } from 'constructs';
import { bundleHandler } from './bundle-handler.ts';
import type { HandlerName } from './handler-entry.ts';

export interface FunctionAssetProps {
  readonly handler: HandlerName;
  /** Beside the bundle: path in the asset, and text. */
  readonly files: ReadonlyMap<string, string>;
}

/** The folder that a function is made of, in the cloud assembly. Its hash is that of its content, wherever and whenever it is made. */
export function makeFunctionAsset(scope: Construct, id: string, { handler, files }: FunctionAssetProps): Asset {
  const folder = mkdtempSync(join(tmpdir(), 'probewright-asset-'));
  try {
    for (const [path, content] of [...bundleHandler(handler), ...files]) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), content);
    }
    return new Asset(scope, id, { path: folder });
  } finally {
    rmSync(folder, { recursive: true });
  }
}
