<?php

namespace App\Http\Requests;

use Illuminate\Foundation\Http\FormRequest;

class StoreOrder extends FormRequest
{
    public function authorize()
    {
        return 'forbidden' !== $this->input('name');
    }

    public function rules()
    {
        return ['name' => 'required|string|min:2|max:20', 'mail' => 'required|email', 'amount' => 'integer|between:1,10|odd', 'lines.*.article' => ['required', 'regex:/^[A-Z]{2}\d+$/'], 'day' => 'nullable|date_format:Y-m-d', 'colour' => 'in:red,green', 'password' => 'confirmed'];
    }

    public function messages()
    {
        return ['mail.email' => 'We need a real address.'];
    }

    public function attributes()
    {
        return ['lines.*.article' => 'article'];
    }

    public function withValidator($validator)
    {
        $validator->after(function ($validator) {
            if ('red' === $this->input('colour') && $this->input('amount') > 5) {
                $validator->errors()->add('amount', 'Not so many red ones.');
            }
        });
    }
}
