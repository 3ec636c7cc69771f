import { type Emulator, startEmulator } from '../emulator.ts';
import { type LambdaService, startLambdaService } from './lambda-service.ts';
import { LAUNCHER } from './launcher-path.ts';

/** An AWS that can be deployed to and that runs what is deployed. */
export interface EmulatedCloud {
  readonly emulator: Emulator;
  readonly lambda: LambdaService;
  /** Variables that functions have from now on beside, or in place of, those that were deployed. */
  setVariables(env: Readonly<Record<string, string>>): void;
  stop(): Promise<void>;
}

/** @throws with what is missing: nothing here skips itself. */
export async function startCloud(): Promise<EmulatedCloud> {
  const lambda = await startLambdaService();
  try {
    const emulator = await startEmulator({ launcher: LAUNCHER, env: lambda.env });
    lambda.pointTo(emulator.url, {});
    return {
      emulator,
      lambda,
      setVariables: (env) => lambda.pointTo(emulator.url, env),
      async stop() {
        await emulator.stop();
        await lambda.stop();
      },
    };
  } catch (error) {
    await lambda.stop();
    throw error;
  }
}
