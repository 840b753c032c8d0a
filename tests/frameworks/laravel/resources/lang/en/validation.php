<?php

return [
    'required' => 'The :attribute field is required.', 'string' => 'The :attribute must be a string.', 'email' => 'The :attribute must be a valid email address.', 'integer' => 'The :attribute must be an integer.',
    'between' => ['numeric' => 'The :attribute must be between :min and :max.'], 'min' => ['string' => 'The :attribute must be at least :min characters.', 'array' => 'At least :min :attribute.'],
    'max' => ['string' => 'The :attribute must not be greater than :max characters.', 'file' => 'The :attribute must not be greater than :max kilobytes.'], 'regex' => 'The :attribute format is invalid.', 'date_format' => 'The :attribute does not match :format.',
    'in' => 'The selected :attribute is invalid.', 'confirmed' => 'The :attribute confirmation does not match.', 'url' => 'The :attribute must be a URL.', 'array' => 'The :attribute must be an array.', 'unique' => 'The :attribute has already been taken.',
    'exists' => 'The selected :attribute does not exist.', 'mimes' => 'The :attribute must be of type :values.', 'file' => 'The :attribute must be a file.', 'boolean' => 'The :attribute must be true or false.', 'distinct' => 'The :attribute has a duplicate.',
    'required_if' => 'The :attribute field is required when :other is :value.', 'attributes' => ['mail' => 'mail address'],
];
