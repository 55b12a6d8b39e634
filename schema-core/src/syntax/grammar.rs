//! The parser that pest generates from `grammar.pest`.
