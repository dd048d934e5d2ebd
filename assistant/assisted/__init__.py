"""What a language model may help with besides the talk: reading a sentence, wording a note.

The model proposes words, code decides. Whatever it claims is looked up in the text it was given; what is not
there is dropped and told. Without a model, or when it fails, plain code has done the work already.
"""
