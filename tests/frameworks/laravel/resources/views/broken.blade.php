{{ $not_defined_anywhere }}
