import type { Deployment } from '../../lib/model/deployment.ts';
import type { Found } from '../../lib/plan/report.ts';
import { readDeployed } from './read-deployed.ts';

/** Names of errors by which AWS and its SDK say that there are no credentials, or none that may ask. */
const NOT_ALLOWED =
  /^(?:CredentialsProviderError|AccessDenied|AccessDeniedException|ExpiredToken|ExpiredTokenException|InvalidClientTokenId|UnrecognizedClientException|TokenRefreshRequired)$/;

/** What is deployed; where it cannot be known, why. Never throws for what is far away. */
export async function findDeployed(deployment: Deployment): Promise<Found> {
  try {
    return { known: true, state: await readDeployed(deployment) };
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    const why = NOT_ALLOWED.test(error.name)
      ? `AWS gives no answer to these credentials (${error.name}); --offline does not ask`
      : `AWS could not be asked (${error.name}: ${error.message.split('\n', 1)[0]})`;
    return { known: false, why };
  }
}
