import * as z from 'zod';
import { duration, file, filled, strict, text } from './leaves.ts';

const pem = z.union([filled, file], { error: 'pem' });
const auth = z.union(
  [
    strict(
      { sigv4: strict({ region: filled.optional(), service: filled.optional() }, { error: 'map' }) },
      { error: 'receiverAuth' },
    ),
    strict({ basic: strict({ username: filled, password: text }, { error: 'map' }) }, { error: 'receiverAuth' }),
    strict({ bearer: text }, { error: 'receiverAuth' }),
  ],
  { error: 'receiverAuth' },
);

const receiver = strict(
  {
    url: filled,
    auth: auth.optional(),
    headers: z.record(z.string(), text, { error: 'map' }).optional(),
    window: duration.optional(),
    ca: pem.optional(),
    clientCertificate: strict({ certificate: pem, key: text }, { error: 'map' }).optional(),
  },
  { error: 'receiver' },
);

export const deliverySchema = strict(
  {
    mode: z.enum(['journal', 'direct']).optional(),
    remoteWrite: receiver.optional(),
    loki: receiver.optional(),
    otlp: receiver.optional(),
  },
  { error: 'delivery' },
);
