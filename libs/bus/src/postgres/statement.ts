/** One prepared statement. `Row` is what it answers; parameters are named above each text. */
export interface Statement<Row> {
  readonly name: string;
  readonly text: string;
  /** Never present; ties the statement to its rows. */
  readonly row?: Row;
}
