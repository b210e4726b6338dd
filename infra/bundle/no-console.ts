/**
 * In the place of the console that the logger makes itself of the process's two streams; `lib/service/log.ts` writes every line.
 */
export class Console {
  trace(): void {}
}
