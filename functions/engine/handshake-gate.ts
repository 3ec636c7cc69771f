export interface HandshakeGateParts {
  readonly atOnce: number;
  readonly leaseMs: number;
}

/** Held by whoever shakes hands. */
export interface HandshakeTicket {
  done(): void;
}

export interface HandshakeGate {
  /** Resolves in the order of asking; at once when the signal is aborted, since then nothing will be begun. */
  enter(signal: AbortSignal): Promise<HandshakeTicket>;
}

/** Few TLS handshakes at once: each holds the event loop for more than half a millisecond, and all others would measure it. */
export function createHandshakeGate({ atOnce, leaseMs }: HandshakeGateParts): HandshakeGate {
  const queue = new Set<() => void>();
  let running = 0;

  function ticket(): HandshakeTicket {
    running += 1;
    let over = false;
    const done = () => {
      if (over) return;
      over = true;
      clearTimeout(lease);
      running -= 1;
      const [next] = queue;
      next?.();
    };
    const lease = setTimeout(done, leaseMs);
    return { done };
  }

  function enter(signal: AbortSignal): Promise<HandshakeTicket> {
    if (signal.aborted) return Promise.resolve({ done() {} });
    if (running < atOnce) return Promise.resolve(ticket());
    return new Promise((resolve) => {
      const leave = () => {
        queue.delete(proceed);
        resolve({ done() {} });
      };
      const proceed = () => {
        queue.delete(proceed);
        signal.removeEventListener('abort', leave);
        resolve(ticket());
      };
      signal.addEventListener('abort', leave, { once: true });
      queue.add(proceed);
    });
  }
  return { enter };
}
