/** In the place of what writes the headers of events in a stream, which are signed one by one; Image Builder has none. */
export class HeaderFormatter {
  format(): never {
    throw new TypeError('this function was bundled without event streams');
  }
}
