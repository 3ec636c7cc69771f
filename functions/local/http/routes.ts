import type { DeliveryAnswer, FindingsAnswer } from '../api.ts';
import { json, RequestError, text } from './answer.ts';
import type { Api } from './api-routes.ts';
import type { Assets } from './assets.ts';
import type { LiveFeed } from './live-feed.ts';
import { readQuery } from './query.ts';
import type { Handler, Routes } from './server.ts';

export interface RouteParts {
  readonly api: Api;
  readonly assets: Assets;
  readonly feed: LiveFeed;
  readonly metrics: () => Promise<string>;
  readonly delivery: () => DeliveryAnswer;
  readonly findings: () => FindingsAnswer;
  readonly reload: () => Promise<FindingsAnswer>;
  /** Why it is not ready; undefined when it is. */
  readonly unready: () => string | undefined;
}

/** Everything the runner answers. */
export function routesOf({ api, assets, feed, metrics, delivery, findings, reload, unready }: RouteParts): Routes {
  return {
    'GET /': ({ request }) => assets.answer('index.html', request),
    'GET /page/*': ({ request, part }) => assets.answer(part, request),
    'GET /metrics': async () => ({ ...text(await metrics()), type: 'text/plain; version=0.0.4; charset=utf-8' }),
    'GET /api/probes': bare(() => json(api.probes())),
    'GET /api/probes/*': bare(async ({ part }) => json(await api.probe(part))),
    'GET /api/runs': async ({ query }) => json(await api.runs(query)),
    'GET /api/delivery': bare(() => json(delivery())),
    'GET /api/findings': bare(() => json(findings())),
    'GET /api/events': bare(({ request, response }) => {
      if (request.method === 'HEAD')
        throw new RequestError(405, 'Events can only be followed with GET.', { allow: 'GET' });
      feed.open(request, response);
      return undefined;
    }),
    'POST /api/probes/*/run': bare(async ({ part }) => json(await api.runNow(part))),
    'GET /-/healthy': () => text('Probewright is healthy.\n'),
    'GET /-/ready': () => {
      const why = unready();
      return why === undefined ? text('Probewright is ready.\n') : text(`${why}\n`, 503);
    },
    'POST /-/reload': bare(async () => {
      const answer = await reload();
      return json(answer, answer.current ? 200 : 422);
    }),
  };
}

/** Refuses a query where there is nothing to ask. */
function bare(handle: Handler): Handler {
  return (context) => {
    readQuery(context.query, []);
    return handle(context);
  };
}
