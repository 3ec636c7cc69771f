import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { machineAddresses } from '../../lib/backend/addresses.ts';
import { alertmanagerArgs, alertmanagerConfig } from '../../lib/backend/alertmanager.ts';
import { makeFolder } from './folder.ts';
import { freePorts, startProgram } from './real-program.ts';

/** The URL of a real Alertmanager with the backend's own configuration. @param keeperPort where it tells; default: where nobody listens */
export async function startAlertmanager(keeperPort?: number): Promise<string> {
  const folder = await makeFolder();
  const [port = 0, nobody = 0] = await freePorts(2);
  const addresses = machineAddresses((name) => (name === 'alertmanager.http' ? port : (keeperPort ?? nobody)));
  const config = join(folder, 'alertmanager.yml');
  writeFileSync(config, JSON.stringify(alertmanagerConfig({ hasKeeper: true }, addresses)));
  const url = `http://127.0.0.1:${port}`;
  const program = await startProgram('alertmanager', {
    args: alertmanagerArgs(addresses, { config, data: join(folder, 'data') }),
    readyUrl: `${url}/-/ready`,
    withinMs: 20_000,
  });
  onTestFinished(() => program.stop('SIGKILL'));
  return url;
}
