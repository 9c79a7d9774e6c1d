interface Props {
  /** Says how high it is. */
  className: string;
  /** It is being asked for; what is far below the screen is not yet. */
  isAwaited: boolean;
}

/** Holds the place of what a section will show. */
export const Room = ({ className, isAwaited }: Props) => (
  <div className={isAwaited ? `skeleton ${className}` : className} />
);
